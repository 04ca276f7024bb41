// Corrections in words, as the cover lists them.
#pragma once

#include <string>

#include "core/correction.hpp"

namespace claimpack::pack {

// "scan_03.jpg 第1页 住院医疗收费票据：合计 改为 12,345.60"
std::string words_of(const core::Correction& correction, bool english);
// When it was made, in China's time: "2026-11-25 21:40"; empty where nobody said.
std::string time_of(const core::Correction& correction);

}  // namespace claimpack::pack
