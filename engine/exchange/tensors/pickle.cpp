// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/tensors/pickle.h"

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
    void push(PickleValue value)
    {
        m_stack.push_back(static_cast<std::uint32_t>(m_pickle.values.size()));
        m_pickle.values.push_back(std::move(value));
    }

    void pushSimple(Kind kind, std::int64_t integer = 0)
    {
        PickleValue value;
        value.kind = kind;
        value.integer = integer;
        push(std::move(value));
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

    Status pushTuple(Result<std::vector<std::uint32_t>> items)
    {
        MICROT_TRY(auto members, std::move(items));
        PickleValue value;
        value.kind = Kind::tuple;
        value.members = std::move(members);
        push(std::move(value));
        return {};
    }

    Status pushText(std::size_t lengthBytes)
    {
        MICROT_TRY(const std::uint64_t length, m_in.unsignedInteger(lengthBytes));
        MICROT_TRY(const std::string_view text, m_in.take(length));
        PickleValue value;
        value.kind = Kind::text;
        value.text = std::string(text);
        push(std::move(value));
        return {};
    }

    Status pushUnsigned(std::size_t bytes)
    {
        MICROT_TRY(const std::uint64_t value, m_in.unsignedInteger(bytes));
        pushSimple(Kind::integer, static_cast<std::int64_t>(value));
        return {};
    }

    Status pushLong()
    {
        MICROT_TRY(const std::uint64_t length, m_in.unsignedInteger(1));
        MICROT_TRY(const std::string_view raw, m_in.take(length));
        if (raw == kLegacyMagic) {
            pushSimple(Kind::magic);
            return {};
        }
        if (raw.size() > 8)
            return m_in.hostile("a number of " + std::to_string(raw.size()) + " bytes");
        std::uint64_t value = !raw.empty() && (raw.back() & 0x80) != 0 ? ~std::uint64_t{0} : 0;
        for (std::size_t i = raw.size(); i-- > 0;)
            value = value << 8 | static_cast<std::uint8_t>(raw[i]);
        pushSimple(Kind::integer, static_cast<std::int64_t>(value));
        return {};
    }

    Status pushGlobal(const std::string& name)
    {
        if (!isAllowedGlobal(name))
            return m_in.hostile("the global " + printable(std::string_view(name)) + " is not on the list");
        PickleValue value;
        value.kind = Kind::global;
        value.text = name;
        push(std::move(value));
        return {};
    }

    Status global()
    {
        MICROT_TRY(const std::string module, m_in.line());
        MICROT_TRY(const std::string name, m_in.line());
        return pushGlobal(module + "." + name);
    }

    Status stackGlobal()
    {
        MICROT_TRY(const auto names, popItems(2));
        const PickleValue& module = m_pickle.at(names[0]);
        const PickleValue& name = m_pickle.at(names[1]);
        if (module.kind != Kind::text || name.kind != Kind::text ||
            module.text.size() + name.text.size() > 256)
            return m_in.malformed("a global whose name is not a short text");
        return pushGlobal(module.text + "." + name.text);
    }

    Status put(std::uint64_t slot)
    {
        if (available() == 0)
            return m_in.malformed("nothing to remember");
        m_memo[static_cast<std::uint32_t>(slot)] = m_stack.back();
        return {};
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

    Status extend(Kind kind, Result<std::vector<std::uint32_t>> popped)
    {
        MICROT_TRY(const auto items, std::move(popped));
        if (available() == 0 || m_pickle.at(m_stack.back()).kind != kind)
            return m_in.malformed(kind == Kind::list ? "no list to append to"
                                                     : "no dictionary to set items of");
        if (kind == Kind::dict && items.size() % 2 != 0)
            return m_in.malformed("a key without a value");
        auto& members = m_pickle.values[m_stack.back()].members;
        members.insert(members.end(), items.begin(), items.end());
        return {};
    }

    Status persistentId()
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
        PickleValue storage;
        storage.kind = Kind::storage;
        storage.members.assign(id.members.begin() + 1, id.members.begin() + 5);
        push(std::move(storage));
        return {};
    }

    Status reduce()
    {
        MICROT_TRY(const auto both, popItems(2));
        const PickleValue& callee = m_pickle.at(both[0]);
        const PickleValue& arguments = m_pickle.at(both[1]);
        const std::size_t count = arguments.members.size();
        if (callee.kind != Kind::global || arguments.kind != Kind::tuple)
            return m_in.hostile("a call of something that is not a known global");
        PickleValue value;
        if (callee.text == "collections.OrderedDict" && count == 0) {
            value.kind = Kind::dict;
        } else if (callee.text == "torch._utils._rebuild_tensor_v2" && count >= 6 && count <= 7) {
            value.kind = Kind::tensor;
            value.members = arguments.members;
        } else if (callee.text == "torch._utils._rebuild_parameter" && count == 3) {
            m_stack.push_back(arguments.members[0]);
            return {};
        } else {
            return m_in.hostile("a call of " + callee.text + " with unexpected arguments");
        }
        push(std::move(value));
        return {};
    }

    /// Attributes of an OrderedDict (`_metadata` of a state_dict) say nothing about weights.
    Status build()
    {
        MICROT_CHECK(pop());
        if (available() == 0 || m_pickle.at(m_stack.back()).kind != Kind::dict)
            return m_in.hostile("the opcode BUILD on something that is not a dictionary");
        return {};
    }

    Status protocol()
    {
        MICROT_TRY(const std::uint64_t version, m_in.unsignedInteger(1));
        return version >= 2 && version <= 5 ? Status()
                                            : m_in.malformed("protocol " + std::to_string(version));
    }

    Status step(std::uint8_t opcode)
    {
        switch (opcode) {
        case 0x80:
            return protocol();
        case 0x95: // FRAME: its length says nothing that the opcodes do not
            MICROT_CHECK(m_in.unsignedInteger(8));
            return {};
        case '(':
            m_marks.push_back(m_stack.size());
            return {};
        case 'N':
            pushSimple(Kind::none);
            return {};
        case 0x88:
        case 0x89:
            pushSimple(Kind::boolean, opcode == 0x88 ? 1 : 0);
            return {};
        case 'K':
            return pushUnsigned(1);
        case 'M':
            return pushUnsigned(2);
        case 'J': {
            MICROT_TRY(const std::uint64_t value, m_in.unsignedInteger(4));
            pushSimple(Kind::integer, static_cast<std::int32_t>(static_cast<std::uint32_t>(value)));
            return {};
        }
        case 0x8a:
            return pushLong();
        case 'G': // a float: learning rates and the like, which nobody reads here
            MICROT_CHECK(m_in.take(8));
            pushSimple(Kind::real);
            return {};
        case 'X':
            return pushText(4);
        case 0x8c:
            return pushText(1);
        case ')':
            return pushTuple(popItems(0));
        case 0x85:
            return pushTuple(popItems(1));
        case 0x86:
            return pushTuple(popItems(2));
        case 0x87:
            return pushTuple(popItems(3));
        case 't':
            return pushTuple(popMark());
        case ']':
            pushSimple(Kind::list);
            return {};
        case '}':
            pushSimple(Kind::dict);
            return {};
        case 'a':
            return extend(Kind::list, popItems(1));
        case 'e':
            return extend(Kind::list, popMark());
        case 's':
            return extend(Kind::dict, popItems(2));
        case 'u':
            return extend(Kind::dict, popMark());
        case 'h':
            return get(1);
        case 'j':
            return get(4);
        case 'q': {
            MICROT_TRY(const std::uint64_t slot, m_in.unsignedInteger(1));
            return put(slot);
        }
        case 'r': {
            MICROT_TRY(const std::uint64_t slot, m_in.unsignedInteger(4));
            return put(slot);
        }
        case 0x94:
            return put(m_memo.size());
        case 'c':
            return global();
        case 0x93:
            return stackGlobal();
        case 'Q':
            return persistentId();
        case 'R':
            return reduce();
        case 'b':
            return build();
        default: {
            static const char* kDigits = "0123456789abcdef";
            return m_in.hostile(std::string("the opcode 0x") + kDigits[opcode >> 4] + kDigits[opcode & 15] +
                                " (" + refusedOpcodeName(opcode) + ")");
        }
        }
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
