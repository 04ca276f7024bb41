// What papers that leave the office do not print in full.
#pragma once

#include <string>

namespace claimpack::pack {

// Identity numbers keep their first six and last four characters, bank cards their last four digits, mobile telephones the
// first three and last four. A run of letters and digits is taken whole: numbers of bills (8, 10, 12, 20 digits) stay.
std::string masked(const std::string& text);
// "尾号 0018"
std::string account_tail(const std::string& card_number);

}  // namespace claimpack::pack
