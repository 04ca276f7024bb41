// What the words of rule files mean: the type of each fact, its name for people, the blanks of each check's sentence.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace claimpack::check {

// open: nobody said; any comparison is allowed.
enum class FactType { open, choice, date, number, text };

FactType type_of_fact(std::string_view name);
const char* name_of(FactType type);
// "备案开始日期"; the fact's own name where it has none.
std::string title_of_fact(const std::string& name, bool english = false);
// "inpatient" -> "住院"; the value itself where it has no other words.
std::string title_of_value(const std::string& fact, const std::string& value, bool english = false);
// The lowest and highest value that a number can have; a fact without bounds gives false.
bool bounds_of_fact(std::string_view name, double& low, double& high);

// The names in braces that the code fills in a message of this check's variant; null where nobody wrote them down.
const std::vector<std::string>* blanks_of_check(const std::string& check, const std::string& variant);
// The names in braces of a sentence, in order; `closed` is false where a brace has no partner.
std::vector<std::string> blanks_in(const std::string& sentence, bool& closed);
// The known word nearest to a mistyped one, empty where none is near.
std::string nearest_word(const std::string& word, const std::vector<std::string>& known);

}  // namespace claimpack::check
