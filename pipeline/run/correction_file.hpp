// Corrections in a file, for scripts: {"<claim_id>": [{"kind": "set_field", …}, …], …}, in the order in which they are made; or
// one list, for whatever claim is processed. Their form is core/correction_json.hpp's. Those with an `id` stand as they are (out
// of a claim.json), those without are settled against the claim.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/correction.hpp"
#include "core/result.hpp"

namespace claimpack::run {

class CorrectionFile {
 public:
  // `file` empty: no corrections. Errors unreadable; bad_input with claim and number.
  static core::Result<CorrectionFile> load(const std::filesystem::path& file);
  std::vector<core::Correction> of(const std::string& claim_id) const;

 private:
  std::map<std::string, std::vector<core::Correction>> by_claim_;
  std::vector<core::Correction> for_all_;
};

}  // namespace claimpack::run
