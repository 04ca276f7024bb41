// A place that a person drew, read into a value.
#include <algorithm>
#include <utility>

#include "core/text.hpp"
#include "extract/extract.hpp"
#include "extract/template.hpp"
#include "extract/tokens.hpp"
#include "extract/values.hpp"

namespace claimpack::extract {

namespace {

constexpr std::size_t candidates_max = 6;

// The characters whose middles lie in the place, line by line.
std::vector<Span> spans_in(const std::vector<Token>& tokens, const core::Box& place) {
  std::vector<Span> spans;
  for (int t = 0; t < int(tokens.size()); ++t) {
    const Token& token = tokens[std::size_t(t)];
    if (core::intersect(token.place, place).empty()) continue;
    std::size_t begin = token.text.size(), end = 0;
    for (std::size_t i = 0; i < token.text.size(); ++i) {
      const core::Box each = token.place_of(i, i + 1);
      const bool in = each.center_x() >= place.x && each.center_x() < place.right() && each.center_y() >= place.y &&
                      each.center_y() < place.bottom();
      if (in) begin = std::min(begin, i), end = i + 1;
    }
    if (begin < end) spans.push_back({t, begin, end});
  }
  return spans;
}

}  // namespace

core::Result<PlaceReading> read_place(const core::Reading& page, const core::Box& upright, const std::string& type) {
  FieldTemplate field;
  if (!type.empty()) {
    const auto known = type_named(type);
    if (!known)
      return core::Error{core::ErrorCode::bad_input, "Nobody knows the type " + type, "type",
                         "Name a type of the templates, e.g. money"};
    field.type = *known;
  }
  core::Sheet sheet;
  sheet.pages = {{0, {}}};
  const auto tokens = tokens_of(sheet, {&page});
  const auto spans = spans_in(tokens, upright);
  PlaceReading out;
  if (spans.empty()) {
    out.box = page.to_scan.apply(upright);
    return out;
  }
  const core::Field read = field_of(tokens, spans);
  out.text = read.text, out.confidence = read.confidence, out.box = read.box;
  const std::u32string text = text_of(tokens, spans);
  const auto value_in = [&](const std::u32string& plain) -> std::string {
    const auto value = read_value(field, plain);
    if (!value) return {};
    std::string joined = value->value;
    for (const auto& each : value->list) joined += (joined.empty() ? "" : "；") + each;
    return joined;
  };
  out.value = type.empty() || field.type == Type::text ? core::tidy(read.text) : value_in(text);
  for (const core::Candidate& other : alternatives_of(tokens, spans)) {
    const std::string value =
        type.empty() ? other.text : value_in(core::to_u32(core::without_blanks(core::fold_width(other.text))));
    const bool known = value.empty() || value == out.value ||
                       std::any_of(out.candidates.begin(), out.candidates.end(), [&](const auto& c) { return c.value == value; });
    if (!known && out.candidates.size() < candidates_max) out.candidates.push_back({value, other.text, other.confidence});
  }
  return out;
}

}  // namespace claimpack::extract
