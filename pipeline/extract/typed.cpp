// Values as people type them.
#include <algorithm>
#include <utility>

#include "core/correction.hpp"
#include "core/dates.hpp"
#include "core/identifiers.hpp"
#include "core/money.hpp"
#include "core/text.hpp"
#include "extract/extract.hpp"
#include "extract/lists.hpp"
#include "extract/template.hpp"
#include "extract/values.hpp"

namespace claimpack::extract {

namespace {

using core::Error;
using core::ErrorCode;
using core::Result;

// Types whose form is exact: what does not read as one is none. All others are taken as they were typed.
bool is_exact(Type type) {
  switch (type) {
    case Type::date:
    case Type::date_from:
    case Type::date_until:
    case Type::money:
    case Type::money_words:
    case Type::price:
    case Type::quantity:
    case Type::ratio:
    case Type::digits:
    case Type::id_number:
    case Type::sex:
    case Type::days: return true;
    default: return false;
  }
}

const char* form_of(Type type) {
  switch (type) {
    case Type::date:
    case Type::date_from:
    case Type::date_until: return "write a day as 2024-05-20";
    case Type::money: return "write an amount as 12345.60";
    case Type::money_words: return "write the amount in capital figures";
    case Type::id_number: return "write the 15 or 18 characters of the number";
    case Type::sex: return "write 男 or 女";
    default: return "write figures";
  }
}

bool is_figure(char32_t c) { return c >= U'0' && c <= U'9'; }

// No figure that was typed is left out of the value.
bool takes_all(std::u32string_view text, const Value& value) {
  for (std::size_t i = 0; i < text.size(); ++i)
    if (is_figure(text[i]) && (i < value.begin || i >= value.end)) return false;
  return true;
}

std::optional<std::string> exact(const FieldTemplate& field, const std::u32string& text) {
  const std::string plain = core::to_utf8(text);
  if (field.type == Type::money) {
    const auto fen = core::parse_money(plain);
    return fen ? std::optional(core::format_money(*fen)) : std::nullopt;
  }
  if (field.type == Type::money_words) return core::parse_money_words(plain) ? std::optional(plain) : std::nullopt;
  if (field.type == Type::date || field.type == Type::date_from || field.type == Type::date_until) {
    const auto day = core::parse_date(plain);
    return day ? std::optional(core::format_date(*day)) : std::nullopt;
  }
  if (field.type == Type::digits) {
    const bool fits =
        std::all_of(text.begin(), text.end(), is_figure) && text.size() >= field.length_min && text.size() <= field.length_max;
    return fits ? std::optional(plain) : std::nullopt;
  }
  const auto value = read_value(field, text);
  return value && takes_all(text, *value) ? std::optional(value->value) : std::nullopt;
}

Result<TypedValue> typed(const FieldTemplate& field, const std::string& text) {
  const std::string trimmed = core::trim(text);
  const auto wrong = [&](const std::string& cure) {
    return Error{ErrorCode::bad_input, "`" + field.name + "` cannot be \"" + trimmed + "\"", field.name, cure};
  };
  TypedValue value;
  const std::u32string plain = core::to_u32(core::without_blanks(core::fold_width(trimmed)));
  if (plain.empty()) return wrong("write a value, or say that it is not on the paper");
  if (is_list(field.type)) {
    value.is_list = true, value.list = split_list(core::to_u32(trimmed));
    return value;
  }
  if (!is_exact(field.type)) {
    value.value = core::tidy(trimmed);
    return value;
  }
  auto found = exact(field, plain);
  if (!found) return wrong(form_of(field.type));
  value.value = std::move(*found);
  return value;
}

Error no_such_field(const std::string& kind, const std::string& field) {
  return {ErrorCode::bad_input, "A document of the kind " + kind + " has no `" + field + "`", field,
          "Set the document's kind first, or name another field"};
}

}  // namespace

Result<TypedValue> typed_value(const Templates& templates, const std::string& kind, const std::string& field,
                               const std::string& text) {
  const auto found = templates.by_kind.find(kind);
  if (found == templates.by_kind.end()) return no_such_field(kind, field);
  const DocumentTemplate& document = found->second;
  if (const auto cell = core::cell_name(field)) {
    for (const ColumnTemplate& column : document.items.columns) {
      if (column.name != cell->column || column.internal) continue;
      FieldTemplate as_field;
      as_field.name = field, as_field.type = column.type;
      return typed(as_field, text);
    }
    return no_such_field(kind, field);
  }
  if (document.marks.count(field)) {
    TypedValue value;
    if (text != "true" && text != "false")
      return Error{ErrorCode::bad_input, "`" + field + "` is a mark", field, "write true or false"};
    value.flag = text == "true";
    return value;
  }
  for (const FieldTemplate& each : document.fields)
    if (each.name == field) return typed(each, text);
  return no_such_field(kind, field);
}

}  // namespace claimpack::extract
