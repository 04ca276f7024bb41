#include "core/correction.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace claimpack::core {

namespace {

struct Name {
  CorrectionKind kind;
  const char* name;
};

constexpr std::array<Name, 15> names{{{CorrectionKind::set_field, "set_field"},
                                      {CorrectionKind::accept_field, "accept_field"},
                                      {CorrectionKind::clear_field, "clear_field"},
                                      {CorrectionKind::add_item, "add_item"},
                                      {CorrectionKind::remove_item, "remove_item"},
                                      {CorrectionKind::set_kind, "set_kind"},
                                      {CorrectionKind::group_pages, "group_pages"},
                                      {CorrectionKind::turn_page, "turn_page"},
                                      {CorrectionKind::set_aside_page, "set_aside_page"},
                                      {CorrectionKind::restore_page, "restore_page"},
                                      {CorrectionKind::set_intake, "set_intake"},
                                      {CorrectionKind::answer, "answer"},
                                      {CorrectionKind::dismiss_finding, "dismiss_finding"},
                                      {CorrectionKind::decision, "decision"},
                                      {CorrectionKind::note, "note"}}};

// The number at the text's beginning, which is taken off; nothing where there is none.
std::optional<int> take_number(std::string_view& text) {
  int number = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (fault != std::errc() || number < 0) return {};
  text.remove_prefix(std::size_t(end - text.data()));
  return number;
}

bool take(std::string_view& text, char c) {
  if (text.empty() || text.front() != c) return false;
  text.remove_prefix(1);
  return true;
}

}  // namespace

const char* name_of(CorrectionKind kind) {
  for (const Name& each : names)
    if (each.kind == kind) return each.name;
  return "note";
}

std::optional<CorrectionKind> correction_kind(std::string_view name) {
  for (const Name& each : names)
    if (each.name == name) return each.kind;
  return {};
}

std::vector<Correction> in_force(std::vector<Correction> corrections) {
  std::erase_if(corrections, [](const Correction& each) { return each.undone; });
  std::stable_sort(corrections.begin(), corrections.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
  return corrections;
}

std::string row_key_of(const Origin& page, const Box& box) {
  return page.file + "#" + std::to_string(page.page) + "@" + std::to_string(box.x) + "," + std::to_string(box.y) + "," +
         std::to_string(box.w) + "," + std::to_string(box.h);
}

std::optional<RowPlace> row_place(std::string_view key) {
  const auto at = key.rfind('@'), page = key.rfind('#', at);
  if (at == key.npos || page == key.npos) return {};
  RowPlace place;
  place.page.file = std::string(key.substr(0, page));
  auto number = key.substr(page + 1, at - page - 1), figures = key.substr(at + 1);
  const auto count = take_number(number);
  if (!count || !number.empty()) return {};
  place.page.page = *count;
  bool first = true;
  for (int* each : {&place.box.x, &place.box.y, &place.box.w, &place.box.h}) {
    if (!first && !take(figures, ',')) return {};
    const bool negative = take(figures, '-');  // a box on a turned page may reach over its edge
    const auto figure = take_number(figures);
    if (!figure) return {};
    *each = negative ? -*figure : *figure;
    first = false;
  }
  return figures.empty() ? std::optional(place) : std::nullopt;
}

std::optional<CellName> cell_name(std::string_view field) {
  constexpr std::string_view head = "items[";
  if (!field.starts_with(head)) return {};
  field.remove_prefix(head.size());
  const auto row = take_number(field);
  if (!row || !take(field, ']') || !take(field, '.') || field.empty()) return {};
  return CellName{*row, std::string(field)};
}

std::string name_of_cell(int row, const std::string& column) { return "items[" + std::to_string(row) + "]." + column; }

}  // namespace claimpack::core
