// Values that stand without a label: in running text, in the heading, at the page's head or foot.
#pragma once

#include <vector>

#include "extract/template.hpp"
#include "extract/tokens.hpp"
#include "extract/values.hpp"

namespace claimpack::extract {

struct Place {
  Value value;
  std::vector<Span> spans;
  double score = 0;
};

// `alone`: no label gave a value; else only patterns that come first are tried. `stops`: labels of the kind that are no field;
// what stands behind one is its value (核对日期：2023.08.28 of an office's stamp is not the day of issue).
std::vector<Place> find_anywhere(const FieldTemplate& field, const std::vector<std::u32string>& stops,
                                 const std::vector<Token>& tokens, bool alone);

}  // namespace claimpack::extract
