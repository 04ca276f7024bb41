// Claims made in code for the tests: fictional persons and hospitals, every value surely read unless a test says otherwise.
#pragma once

#include <string>
#include <vector>

#include "check/check.hpp"

namespace claimpack::check::made {

using core::Document;

// The packs of the project, loaded once.
const Rules& rules();
core::Claim decided(const Case& the_case);

core::Field field(const std::string& value, double confidence = 1.0);
void put(Document& document, const std::string& name, const std::string& value, double confidence = 1.0);
void put_list(Document& document, const std::string& name, const std::vector<std::string>& values);
void row(Document& document, const std::vector<std::pair<std::string, std::string>>& cells, double confidence = 1.0);
void seal(Document& document, const std::string& text);
void sign(Document& document);

// The claimant and numbers of the made claims. The number's check digit is computed.
extern const std::string claimant, other_person, hospital;
std::string claimant_number();

// A paper of the claimant, complete and right by itself.
Document paper(const std::string& kind);
// Complete and consistent claims of Xiamen, treated in Shanghai under a valid filing.
Case inpatient();
Case outpatient();

Document& first(Case& the_case, const std::string& kind);
void drop(Case& the_case, const std::string& kind);
void add(Case& the_case, Document document);

const core::Finding* finding(const core::Claim& claim, const std::string& rule);
const core::ChecklistItem* item(const core::Claim& claim, const std::string& requirement);
bool pays(const core::Claim& claim, const std::string& rule);
// A finding, a pay note or an item of the checklist that is not there names the rule.
bool speaks(const core::Claim& claim, const std::string& rule);
// For messages of failing tests: every finding in one line.
std::string told(const core::Claim& claim);

}  // namespace claimpack::check::made
