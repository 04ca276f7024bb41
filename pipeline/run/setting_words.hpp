// What a setting means, for people: the one table behind `config show` and the sample file.
#pragma once

#include <string>

namespace claimpack::run {

struct SettingWords {
  const char *zh, *en;            // what it does, one line
  const char *unit_zh, *unit_en;  // empty: it has none
};
// Null where nobody has written any yet (a test finds it).
const SettingWords* words_of_setting(const std::string& name);
// The title of a section: "watch".
SettingWords words_of_section(const std::string& section);

}  // namespace claimpack::run
