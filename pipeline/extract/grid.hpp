// A form that the whole country prints alike: where its labels cannot be read, their order tells which is which.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "extract/labels.hpp"
#include "extract/template.hpp"
#include "extract/tokens.hpp"

namespace claimpack::extract {

// Values of fields that are still missing, from the cells of the template's grid. Nothing unless labels that were read in at
// least two of its rows stand where the grid has them. Such values are weak: nobody read their label.
void find_by_grid(const DocumentTemplate& kind, const std::vector<Token>& tokens, const std::vector<LabelHit>& hits,
                  std::map<std::string, core::Field>& fields);

}  // namespace claimpack::extract
