// Lists in running text: diagnoses, hospitals.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace claimpack::extract {

// "胆囊结石；脂肪肝", "1.甲 2.乙", "1、甲2、乙" in parts, up to the end of their sentence.
std::vector<std::string> split_list(std::u32string_view text);

}  // namespace claimpack::extract
