// Why a field has no value.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "extract/labels.hpp"
#include "extract/template.hpp"
#include "extract/tokens.hpp"

namespace claimpack::extract {

// Of each field of the template that was not found. `illegible`: print or a seal stands where the value should, and cannot be
// read; `not_found`: what stands there is legible and no such value, or the kind always carries the field and its label was
// not seen; else `not_printed`.
std::map<std::string, core::Absence> find_absences(const DocumentTemplate& kind, const std::vector<Token>& tokens,
                                                   const std::vector<LabelHit>& hits,
                                                   const std::map<std::string, core::Field>& fields);

}  // namespace claimpack::extract
