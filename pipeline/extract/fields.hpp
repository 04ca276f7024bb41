// Fields of a document from labels, patterns and places.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "extract/labels.hpp"
#include "extract/template.hpp"
#include "extract/tokens.hpp"

namespace claimpack::extract {

// The best value of each field, the others as candidates. `items_sum`: the sum of the table's rows in fen, 0 where
// there is none: the total that equals it is preferred where the template says `prefer: total`.
std::map<std::string, core::Field> find_fields(const DocumentTemplate& kind, const std::vector<Token>& tokens,
                                               const std::vector<LabelHit>& hits, long long items_sum);

// As printed, with the typographic marks of Chinese text: （双人间）, not (双人间).
std::string as_printed(const std::string& text);

}  // namespace claimpack::extract
