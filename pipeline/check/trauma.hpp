// Whether the rules about injuries apply (x.diag.trauma).
#pragma once

#include <string>

#include "check/dossier.hpp"

namespace claimpack::check {

// The word of an injury among the diagnoses, and where; empty: none.
struct TraumaWord {
  std::string word;
  int document = -1;
};
TraumaWord find_trauma(const Dossier& dossier);
// The desk's word goes before the diagnoses'.
bool trauma_applies(const Dossier& dossier);

}  // namespace claimpack::check
