#include "extract/absence.hpp"

#include <algorithm>
#include <cmath>

namespace claimpack::extract {

namespace {

constexpr double legible_min = 0.6;  // of the reader's own confidence

bool under_seal(const Token& label, const core::Box& place) {
  return std::any_of(label.reading->seals.begin(), label.reading->seals.end(),
                     [&](const core::Seal& seal) { return core::intersect(seal.upright, place).area() * 3 > place.area(); });
}

// What a label's own place says: the rest of its token up to the next label, else the nearest print on its row.
core::Absence behind(const std::vector<Token>& tokens, const std::vector<LabelHit>& hits, std::size_t h) {
  const LabelHit& hit = hits[h];
  const Token& label = tokens[std::size_t(hit.token)];
  const auto said = [&](const Token& token, std::size_t begin, std::size_t end) {
    return token.confidence_of(begin, end) < legible_min ? core::Absence::illegible : core::Absence::not_found;
  };
  std::size_t end = label.text.size();
  if (h + 1 < hits.size() && hits[h + 1].token == hit.token) end = hits[h + 1].begin;
  if (hit.value_begin < end) return said(label, hit.value_begin, end);
  if (end < label.text.size()) return core::Absence::not_printed;  // the next label stands right behind
  const Token* nearest = nullptr;
  for (const Token& other : tokens) {
    if (other.page != label.page || other.in_table || other.place.x < label.place.right() - label.place.h / 2) continue;
    if (std::abs(other.place.center_y() - label.place.center_y()) > 0.6 * label.place.h) continue;
    if (other.place.x - label.place.right() < 8 * label.place.h && (!nearest || other.place.x < nearest->place.x))
      nearest = &other;
  }
  if (nearest) {
    const auto next = std::find_if(hits.begin(), hits.end(), [&](const LabelHit& other) {
      return &tokens[std::size_t(other.token)] == nearest && other.begin == 0;
    });
    if (next == hits.end()) return said(*nearest, 0, nearest->text.size());
  }
  const core::Box place{label.place.right(), label.place.y, 5 * label.place.h, label.place.h};
  return under_seal(label, place) ? core::Absence::illegible : core::Absence::not_printed;
}

}  // namespace

std::map<std::string, core::Absence> find_absences(const DocumentTemplate& kind, const std::vector<Token>& tokens,
                                                   const std::vector<LabelHit>& hits,
                                                   const std::map<std::string, core::Field>& fields) {
  std::map<std::string, core::Absence> absent;
  for (std::size_t f = 0; f < kind.fields.size(); ++f) {
    const std::string& name = kind.fields[f].name;
    if (fields.count(name)) continue;
    const bool always = std::find(kind.always.begin(), kind.always.end(), name) != kind.always.end();
    core::Absence why = always ? core::Absence::not_found : core::Absence::not_printed;
    for (std::size_t h = 0; h < hits.size(); ++h) {
      const bool mine =
          std::any_of(hits[h].fields.begin(), hits[h].fields.end(), [&](const auto& each) { return each.first == int(f); });
      if (!mine) continue;
      const core::Absence here = behind(tokens, hits, h);
      if (here != core::Absence::not_printed) why = std::max(why, here);
    }
    absent[name] = why;
  }
  return absent;
}

}  // namespace claimpack::extract
