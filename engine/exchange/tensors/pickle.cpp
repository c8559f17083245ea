// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/tensors/pickle.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <unordered_map>

#include "engine/base/files.h"
#include "engine/exchange/tensors/pickle_policy.h"
#include "engine/exchange/tensors/pickle_reader.h"

namespace microt {

namespace {

using Kind = PickleValue::Kind;

constexpr std::size_t kMaxOpcodes = 2'000'000;

class Unpickler
{
public:
    Unpickler(std::string_view bytes, const std::string& source, std::size_t offset)
        : m_in(bytes, source, offset)
    {}

    Result<Pickle> run()
    {
        for (std::size_t count = 0; count < kMaxOpcodes; ++count) {
            MICROT_TRY(const std::uint8_t opcode, m_in.opcode());
            if (opcode == '.')
                return finish();
            MICROT_CHECK(step(opcode));
        }
        return m_in.hostile("the pickle has more than 2 million opcodes");
    }

private:
    /// An opcode that is understood; what it does takes one number.
    struct Opcode
    {
        std::uint8_t code;
        Status (Unpickler::*act)(std::size_t);
        std::size_t argument;
    };
    static constexpr std::size_t kToMark = SIZE_MAX; ///< as a count: everything above the last MARK

    void push(PickleValue value)
    {
        m_stack.push_back(static_cast<std::uint32_t>(m_pickle.values.size()));
        m_pickle.values.push_back(std::move(value));
    }

    Status pushSimple(Kind kind, std::int64_t integer = 0)
    {
        PickleValue value;
        value.kind = kind;
        value.integer = integer;
        push(std::move(value));
        return {};
    }
    Status pushNone(std::size_t) { return pushSimple(Kind::none); }
    Status pushList(std::size_t) { return pushSimple(Kind::list); }
    Status pushDict(std::size_t) { return pushSimple(Kind::dict); }
    Status pushBoolean(std::size_t value) { return pushSimple(Kind::boolean, value == 0 ? 0 : 1); }

    Status pushNamed(Kind kind, std::string text)
    {
        PickleValue value;
        value.kind = kind;
        value.text = std::move(text);
        push(std::move(value));
        return {};
    }

    Status pushMembers(Kind kind, std::vector<std::uint32_t> members)
    {
        PickleValue value;
        value.kind = kind;
        value.members = std::move(members);
        push(std::move(value));
        return {};
    }

    /// Nothing below the last MARK may be popped.
    std::size_t available() const { return m_stack.size() - (m_marks.empty() ? 0 : m_marks.back()); }

    Result<std::uint32_t> pop()
    {
        if (available() == 0)
            return m_in.malformed("the stack is empty");
        const std::uint32_t top = m_stack.back();
        m_stack.pop_back();
        return top;
    }

    Result<std::vector<std::uint32_t>> popItems(std::size_t count)
    {
        if (count == kToMark)
            return popMark();
        if (available() < count)
            return m_in.malformed("the stack is empty");
        std::vector<std::uint32_t> items(m_stack.end() - count, m_stack.end());
        m_stack.resize(m_stack.size() - count);
        return items;
    }

    Result<std::vector<std::uint32_t>> popMark()
    {
        if (m_marks.empty())
            return m_in.malformed("there is no mark on the stack");
        std::vector<std::uint32_t> items(m_stack.begin() + m_marks.back(), m_stack.end());
        m_stack.resize(m_marks.back());
        m_marks.pop_back();
        return items;
    }

    Status mark(std::size_t)
    {
        m_marks.push_back(m_stack.size());
        return {};
    }

    Status pushTuple(std::size_t count)
    {
        MICROT_TRY(auto members, popItems(count));
        return pushMembers(Kind::tuple, std::move(members));
    }

    Status pushText(std::size_t lengthBytes)
    {
        MICROT_TRY(const std::uint64_t length, m_in.unsignedInteger(lengthBytes));
        MICROT_TRY(const std::string_view text, m_in.take(length));
        return pushNamed(Kind::text, std::string(text));
    }

    /// A float: learning rates and the like, which nobody reads here.
    Status pushReal(std::size_t bytes)
    {
        MICROT_CHECK(m_in.take(bytes));
        return pushSimple(Kind::real);
    }

    /// FRAME: its length says nothing that the opcodes do not.
    Status skip(std::size_t bytes)
    {
        MICROT_CHECK(m_in.take(bytes));
        return {};
    }

    Status pushUnsigned(std::size_t bytes)
    {
        MICROT_TRY(const std::uint64_t value, m_in.unsignedInteger(bytes));
        return pushSimple(Kind::integer, static_cast<std::int64_t>(value));
    }

    Status pushSigned(std::size_t)
    {
        MICROT_TRY(const std::uint64_t value, m_in.unsignedInteger(4));
        return pushSimple(Kind::integer, static_cast<std::int32_t>(static_cast<std::uint32_t>(value)));
    }

    Status pushLong(std::size_t)
    {
        MICROT_TRY(const std::uint64_t length, m_in.unsignedInteger(1));
        MICROT_TRY(const std::string_view raw, m_in.take(length));
        if (raw == kLegacyMagic)
            return pushSimple(Kind::magic);
        if (raw.size() > 8)
            return m_in.hostile("a number of " + std::to_string(raw.size()) + " bytes");
        std::uint64_t value = !raw.empty() && (raw.back() & 0x80) != 0 ? ~std::uint64_t{0} : 0;
        for (std::size_t i = raw.size(); i-- > 0;)
            value = value << 8 | static_cast<std::uint8_t>(raw[i]);
        return pushSimple(Kind::integer, static_cast<std::int64_t>(value));
    }

    Status pushGlobal(const std::string& name)
    {
        if (!isAllowedGlobal(name))
            return m_in.hostile("the global " + printable(std::string_view(name)) + " is not on the list");
        return pushNamed(Kind::global, name);
    }

    Status global(std::size_t)
    {
        MICROT_TRY(const std::string module, m_in.line());
        MICROT_TRY(const std::string name, m_in.line());
        return pushGlobal(module + "." + name);
    }

    Status stackGlobal(std::size_t)
    {
        MICROT_TRY(const auto names, popItems(2));
        const PickleValue& module = m_pickle.at(names[0]);
        const PickleValue& name = m_pickle.at(names[1]);
        if (module.kind != Kind::text || name.kind != Kind::text ||
            module.text.size() + name.text.size() > 256)
            return m_in.malformed("a global whose name is not a short text");
        return pushGlobal(module.text + "." + name.text);
    }

    Status remember(std::uint64_t slot)
    {
        if (available() == 0)
            return m_in.malformed("nothing to remember");
        m_memo[static_cast<std::uint32_t>(slot)] = m_stack.back();
        return {};
    }
    Status memoize(std::size_t) { return remember(m_memo.size()); }

    Status put(std::size_t bytes)
    {
        MICROT_TRY(const std::uint64_t slot, m_in.unsignedInteger(bytes));
        return remember(slot);
    }

    Status get(std::size_t bytes)
    {
        MICROT_TRY(const std::uint64_t slot, m_in.unsignedInteger(bytes));
        const auto found = m_memo.find(static_cast<std::uint32_t>(slot));
        if (found == m_memo.end())
            return m_in.malformed("memo " + std::to_string(slot) + " was never set");
        m_stack.push_back(found->second);
        return {};
    }

    Status append(std::size_t count) { return extend(Kind::list, count); }
    Status setItems(std::size_t count) { return extend(Kind::dict, count); }

    Status extend(Kind kind, std::size_t count)
    {
        MICROT_TRY(const auto items, popItems(count));
        if (available() == 0 || m_pickle.at(m_stack.back()).kind != kind)
            return m_in.malformed(kind == Kind::list ? "no list to append to"
                                                     : "no dictionary to set items of");
        if (kind == Kind::dict && items.size() % 2 != 0)
            return m_in.malformed("a key without a value");
        auto& members = m_pickle.values[m_stack.back()].members;
        members.insert(members.end(), items.begin(), items.end());
        return {};
    }

    Status persistentId(std::size_t)
    {
        MICROT_TRY(const std::uint32_t top, pop());
        const PickleValue& id = m_pickle.at(top);
        // ("storage", type, key, location, count), in legacy files followed by None: a view of another
        // storage.
        const std::size_t size = id.members.size();
        const auto kindOf = [&](std::size_t i) { return m_pickle.at(id.members[i]).kind; };
        if (id.kind != Kind::tuple || size < 5 || size > 6 || kindOf(0) != Kind::text ||
            m_pickle.at(id.members[0]).text != "storage" || kindOf(1) != Kind::global ||
            kindOf(2) != Kind::text || kindOf(4) != Kind::integer || (size == 6 && kindOf(5) != Kind::none))
            return m_in.malformed("a reference that is not a tensor's storage");
        return pushMembers(Kind::storage, {id.members.begin() + 1, id.members.begin() + 5});
    }

    Status reduce(std::size_t)
    {
        MICROT_TRY(const auto both, popItems(2));
        const PickleValue& callee = m_pickle.at(both[0]);
        const PickleValue& arguments = m_pickle.at(both[1]);
        const std::size_t count = arguments.members.size();
        if (callee.kind != Kind::global || arguments.kind != Kind::tuple)
            return m_in.hostile("a call of something that is not a known global");
        if (callee.text == "collections.OrderedDict" && count == 0)
            return pushSimple(Kind::dict);
        if (callee.text == "torch._utils._rebuild_tensor_v2" && count >= 6 && count <= 7)
            return pushMembers(Kind::tensor, arguments.members);
        if (callee.text != "torch._utils._rebuild_parameter" || count != 3)
            return m_in.hostile("a call of " + callee.text + " with unexpected arguments");
        m_stack.push_back(arguments.members[0]);
        return {};
    }

    /// Attributes of an OrderedDict (`_metadata` of a state_dict) say nothing about weights.
    Status build(std::size_t)
    {
        MICROT_CHECK(pop());
        if (available() == 0 || m_pickle.at(m_stack.back()).kind != Kind::dict)
            return m_in.hostile("the opcode BUILD on something that is not a dictionary");
        return {};
    }

    Status protocol(std::size_t)
    {
        MICROT_TRY(const std::uint64_t version, m_in.unsignedInteger(1));
        return version >= 2 && version <= 5 ? Status()
                                            : m_in.malformed("protocol " + std::to_string(version));
    }

    Status step(std::uint8_t opcode)
    {
        static constexpr Opcode kOpcodes[] = {
            {0x80, &Unpickler::protocol, 0},    {0x95, &Unpickler::skip, 8},
            {'(', &Unpickler::mark, 0},         {'N', &Unpickler::pushNone, 0},
            {0x88, &Unpickler::pushBoolean, 1}, {0x89, &Unpickler::pushBoolean, 0},
            {'K', &Unpickler::pushUnsigned, 1}, {'M', &Unpickler::pushUnsigned, 2},
            {'J', &Unpickler::pushSigned, 0},   {0x8a, &Unpickler::pushLong, 0},
            {'G', &Unpickler::pushReal, 8},     {'X', &Unpickler::pushText, 4},
            {0x8c, &Unpickler::pushText, 1},    {')', &Unpickler::pushTuple, 0},
            {0x85, &Unpickler::pushTuple, 1},   {0x86, &Unpickler::pushTuple, 2},
            {0x87, &Unpickler::pushTuple, 3},   {'t', &Unpickler::pushTuple, kToMark},
            {']', &Unpickler::pushList, 0},     {'}', &Unpickler::pushDict, 0},
            {'a', &Unpickler::append, 1},       {'e', &Unpickler::append, kToMark},
            {'s', &Unpickler::setItems, 2},     {'u', &Unpickler::setItems, kToMark},
            {'h', &Unpickler::get, 1},          {'j', &Unpickler::get, 4},
            {'q', &Unpickler::put, 1},          {'r', &Unpickler::put, 4},
            {0x94, &Unpickler::memoize, 0},     {'c', &Unpickler::global, 0},
            {0x93, &Unpickler::stackGlobal, 0}, {'Q', &Unpickler::persistentId, 0},
            {'R', &Unpickler::reduce, 0},       {'b', &Unpickler::build, 0},
        };
        const auto* known = std::find_if(std::begin(kOpcodes), std::end(kOpcodes),
                                         [opcode](const Opcode& one) { return one.code == opcode; });
        if (known != std::end(kOpcodes))
            return (this->*known->act)(known->argument);
        static const char* kDigits = "0123456789abcdef";
        return m_in.hostile(std::string("the opcode 0x") + kDigits[opcode >> 4] + kDigits[opcode & 15] +
                            " (" + refusedOpcodeName(opcode) + ")");
    }

    Result<Pickle> finish()
    {
        if (m_stack.size() != 1 || !m_marks.empty())
            return m_in.malformed("it ends with " + std::to_string(m_stack.size()) +
                                  " values on the stack, expected 1");
        m_pickle.root = m_stack.back();
        m_pickle.bytesRead = m_in.bytesRead();
        return std::move(m_pickle);
    }

    PickleReader m_in;
    Pickle m_pickle;
    std::vector<std::uint32_t> m_stack;
    std::vector<std::size_t> m_marks;
    std::unordered_map<std::uint32_t, std::uint32_t> m_memo;
};

} // namespace

const PickleValue* Pickle::find(const PickleValue& dict, std::string_view key) const
{
    const PickleValue* found = nullptr;
    if (dict.kind == Kind::dict)
        for (std::size_t i = 0; i + 1 < dict.members.size(); i += 2)
            if (at(dict.members[i]).kind == Kind::text && at(dict.members[i]).text == key)
                found = &at(dict.members[i + 1]);
    return found;
}

Result<Pickle> readPickle(std::string_view bytes, const std::string& source, std::size_t offset)
{
    return Unpickler(bytes, source, offset).run();
}

} // namespace microt
