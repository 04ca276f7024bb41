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

// `alone`: no label gave a value; else only patterns that come first are tried.
std::vector<Place> find_anywhere(const FieldTemplate& field, const std::vector<Token>& tokens, bool alone);

}  // namespace claimpack::extract
