// The words that rule files may use. A word outside of these lists is a fault of the file.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace claimpack::check {

bool is_kind(std::string_view name);   // domain "fields", and `e_credential`
bool is_scene(std::string_view name);  // claim types, and `manual`
bool is_fact(std::string_view name);   // also flags.<any>, document.<kind>
// The places of forms of which a rule may ask whether they are empty: facts blank.<kind>.<field>.
const std::vector<std::pair<std::string, std::string>>& blank_places();
// Every fact that has a name of its own, flags.* and document.* left out.
const std::vector<std::string>& plain_facts();
// The values that a fact can have, where they are a closed list; else empty.
const std::vector<std::string>& values_of_fact(std::string_view name);
// id -> variants of messages that the code of the cross checks uses.
const std::map<std::string, std::vector<std::string>>& known_checks();
const std::vector<std::string>& known_numbers();
const std::vector<std::string>& known_word_lists();
const std::vector<std::string>& all_kinds();

}  // namespace claimpack::check
