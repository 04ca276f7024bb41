// Why claims stop, in words under which claims can be counted together.
#pragma once

#include <string>

namespace claimpack::review {

// What `message` is an instance of: the rule's own message ("缺少{title}，请补交{copy}。"), where what is missing ({title}) stays
// and everything else that differs from claim to claim becomes "…", without the full stop. Where the rule's message is not known
// (empty) or does not fit: the message, its figures and what stands in quotation marks as "…".
std::string reason_words(const std::string& rule_message, const std::string& message);

}  // namespace claimpack::review
