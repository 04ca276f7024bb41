// Facts and three-valued conditions over them.
#pragma once

#include <map>
#include <string>

#include "check/dossier.hpp"
#include "check/rules.hpp"

namespace claimpack::check {

// What is not in here is unknown.
using Facts = std::map<std::string, std::string>;

Facts gather_facts(const Dossier& dossier, const Rules& rules, const Pack* region);
Truth holds(const Condition& condition, const Facts& facts);
// The facts that the condition reads.
void facts_of(const Condition& condition, std::vector<std::string>& names);

}  // namespace claimpack::check
