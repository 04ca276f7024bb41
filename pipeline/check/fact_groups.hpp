// Facts by where they come from. Each says only what it knows: what is not said is unknown.
#pragma once

#include <optional>
#include <string>

#include "check/conditions.hpp"

namespace claimpack::check {

// Nothing where the value is empty or absent.
void say(Facts& facts, const std::string& name, const std::string& value);
void say(Facts& facts, const std::string& name, const std::optional<bool>& value);
void say(Facts& facts, const std::string& name, const std::optional<core::Date>& value);

// The two digits of the province that a place name begins with; empty: it names none.
std::string province_of(const std::string& place, const Rules& rules);

void region_facts(Facts& facts, const Dossier& dossier, const Rules& rules, const Pack* region);
// What the forms say, and which of their places are empty. Reads the facts of the filing.
void form_facts(Facts& facts, const Dossier& dossier, const Rules& rules);
void special_disease_facts(Facts& facts, const Dossier& dossier);

}  // namespace claimpack::check
