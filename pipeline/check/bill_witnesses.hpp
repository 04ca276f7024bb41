// What else on the papers says how much a bill is for.
#pragma once

#include <optional>
#include <vector>

#include "check/dossier.hpp"

namespace claimpack::check {

// The codes of the paper that say anything about a bill.
std::vector<core::BillPayload> payloads_of(const core::Document& document);
// A code, a list or a settlement sheet names the same amount as the printed total.
bool total_is_vouched(const Dossier& dossier, int bill);
// Sum of a column of the rows; nothing where a cell is missing or does not parse. `sure`: every cell was.
struct Sum {
  core::Fen fen = 0;
  bool sure = true;
};
std::optional<Sum> sum_of_rows(const Dossier& dossier, int document, const std::string& column);

}  // namespace claimpack::check
