// Personal data on screen: identity numbers, mobile numbers, bank cards and names, masked for those who need not see them.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace claimpack::review {

using Json = nlohmann::ordered_json;

std::string masked_name(const std::string& name);  // 林秀兰 -> 林**
// Identity numbers, mobiles and cards in a running text: the middle becomes stars, all else stays.
std::string masked_text(const std::string& text);
// With every text masked; below a member that is such a number by its name ("id_number", "phone", "bank_account" …) every
// run of 6 and more digits or letters is.
Json masked(Json json);

}  // namespace claimpack::review
