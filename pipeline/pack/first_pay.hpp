// 先自付: the share that the claimant bears before anything is paid, as a rule's own sentence says it.
#pragma once

#include <optional>
#include <string>

#include "core/money.hpp"

namespace claimpack::pack {

// Thousandths of "先自付 10%", "先行自付12.5％"; nothing where the sentence names no share, or two.
std::optional<int> first_pay_per_mille(const std::string& sentence);
// Rounded to the fen, half up.
core::Fen share_of(core::Fen total, int per_mille);

}  // namespace claimpack::pack
