// Conditions in words, and how they came out.
#pragma once

#include <string>
#include <vector>

#include "check/conditions.hpp"
#include "check/explain.hpp"

namespace claimpack::check {

// "备案办理日期 晚于 末次就医日期"; of a joint: "以下都成立", "以下任一成立", "以下不成立".
std::string words_of(const Condition& condition, Tongue tongue);
// Every comparison with its depth; with `facts` also how it came out and what it saw.
std::vector<ConditionLine> lines_of(const Condition& condition, const Facts* facts, Tongue tongue);
// "note", "review", … of what weighs, else pay, exempt, duty.
std::string effect_of(const Rule& rule);

}  // namespace claimpack::check
