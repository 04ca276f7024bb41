// Where the template's labels stand on the pages.
#pragma once

#include <string>
#include <vector>

#include "extract/template.hpp"
#include "extract/tokens.hpp"

namespace claimpack::extract {

struct LabelHit {
  int token = 0;
  std::size_t begin = 0, end = 0;           // of the label
  std::size_t value_begin = 0;              // behind colon and brackets
  std::vector<std::pair<int, int>> fields;  // (index of the field, rank of the label in it); empty for a stop
  double distance = 0;                      // characters misread; one that the reader itself offered counts a third
  bool colon = false;
  int below = -1;  // the token that holds the label's second line, where a narrow cell broke it; -1: none
};

// Hits by token in reading order; none overlap.
std::vector<LabelHit> find_labels(const DocumentTemplate& kind, const std::vector<Token>& tokens);

}  // namespace claimpack::extract
