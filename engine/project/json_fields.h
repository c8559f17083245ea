// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include <nlohmann/json.hpp>

#include "engine/base/result.h"

namespace microt {

/// Reads the fields of one JSON object of a project file. A missing field leaves the default that is already
/// there; a wrong one is remembered, the first of a file wins.
class JsonFields
{
public:
    /// `where` is the object's key for messages, empty for the whole file. `failure` is shared by all of a
    /// file.
    JsonFields(const nlohmann::json& object, std::string where, Failure& failure);

    void read(const char* key, std::string& value);
    /// A path: text, or {"hex": …} where its bytes are not UTF-8, which JSON cannot hold.
    void readPath(const char* key, std::string& value);
    void read(const char* key, bool& value);
    void read(const char* key, int& value, int low, int high);
    void read(const char* key, std::uint64_t& value);
    void read(const char* key, double& value, double low, double high);

    /// The object under `key`, empty if it is missing.
    JsonFields object(const char* key);
    /// The list under `key`, empty if it is missing.
    const nlohmann::json& list(const char* key);

    /// Remembers that `key` is wrong: `what` continues the sentence "\"key\" …".
    void refuse(const char* key, const std::string& what);
    std::string path(const char* key) const;

private:
    const nlohmann::json* find(const char* key) const;

    const nlohmann::json& m_object;
    std::string m_where;
    Failure& m_failure;
};

/// What JsonFields::readPath reads.
nlohmann::json pathToJson(const std::string& path);

} // namespace microt
