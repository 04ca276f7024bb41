// `claimpack config show|check`: what is set, by whom, and whether it can be.
#include <nlohmann/json.hpp>

#include "run/commands.hpp"
#include "run/knowledge.hpp"
#include "run/setting_words.hpp"
#include "run/station.hpp"
#include "run/table.hpp"

namespace claimpack::run {

namespace fs = std::filesystem;
using core::Error;
using core::ErrorCode;
using core::Result;
using nlohmann::ordered_json;

namespace {

struct Said {
  Settings settings;
  std::map<std::string, SettingSaid> where;
  fs::path file;  // empty: nothing but what is built in
};

Result<Said> load(const ConfigOptions& options, const Common& common) {
  Said said;
  const auto file = settings_file(options.file.empty() ? common.settings : options.file);
  if (!file) return file.error();
  said.file = file.value();
  if (said.file.empty()) return said;
  const auto text = settings_text(said.file);
  if (!text) return text.error();
  auto settings = parse_settings(text.value(), said.file.filename().string(), said.file.parent_path(), &said.where);
  if (!settings) return settings.error();
  said.settings = std::move(settings).value();
  return said;
}

void take_command_line(Said& said, const Common& common) {
  const char* const place = "command line";
  if (!common.region.empty()) said.where["region"] = {common.region, place};
  if (common.jobs > 0) said.where["jobs"] = {std::to_string(common.jobs), place};
}

// A text of YAML that means itself.
std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) out += c == '"' || c == '\\' ? std::string("\\") + c : std::string(1, c);
  return out + "\"";
}

// Those without a section come first, then the sections by name.
std::vector<std::string> in_sections() {
  std::vector<std::string> plain, others;
  for (const auto& name : known_settings()) (name.find('.') == std::string::npos ? plain : others).push_back(name);
  plain.insert(plain.end(), others.begin(), others.end());
  return plain;
}

std::string section_of(const std::string& name) {
  const auto dot = name.find('.');
  return dot == std::string::npos ? "" : name.substr(0, dot);
}

// Every setting at its default, each under what it means.
std::string sample(bool english) {
  std::string text = english
                         ? "# Settings of claimpack. Every line may be left out; \"claimpack config check\" reads them through.\n"
                         : "# claimpack 的设置。每一项都可以不写；改好后用 claimpack config check 检查。\n";
  std::string section = "?";
  for (const auto& name : in_sections()) {
    const SettingWords* words = words_of_setting(name);
    const SettingShown shown = shown_setting(Settings{}, name);
    if (section_of(name) != section) {
      section = section_of(name);
      const SettingWords title = words_of_section(section);
      text += std::string("\n# ---- ") + (english ? title.en : title.zh) + "\n";
      if (!section.empty()) text += section + ":\n";
    }
    const std::string indent = section.empty() ? "" : "  ";
    const std::string unit = words ? (english ? words->unit_en : words->unit_zh) : "";
    std::string aside;
    for (const std::string& each : {unit, shown.range})
      aside += each.empty() ? "" : (aside.empty() ? "" : english ? "; " : "；") + each;
    text += indent + "# " + (words ? (english ? words->en : words->zh) : "");
    if (!aside.empty()) text += english ? " (" + aside + ")" : "（" + aside + "）";
    text += "\n" + indent + name.substr(section.empty() ? 0 : section.size() + 1) + ": " +
            (shown.is_text ? quoted(shown.value) : shown.value) + "\n";
  }
  return text;
}

// A setting as a person or a program is told of it.
struct Row {
  std::string name, value, from, range, unit, meaning;  // from: empty, of its default
};

std::vector<Row> rows_of(const Said& said, bool english) {
  std::vector<Row> rows;
  for (const auto& name : in_sections()) {
    const auto found = said.where.find(name);
    const SettingShown shown = shown_setting(said.settings, name);
    const SettingWords* words = words_of_setting(name);
    Row row{name, shown.value, "", shown.range, "", ""};
    if (found != said.where.end()) row.value = found->second.value, row.from = found->second.place;
    if (words) row.unit = english ? words->unit_en : words->unit_zh, row.meaning = english ? words->en : words->zh;
    rows.push_back(std::move(row));
  }
  return rows;
}

void show_json(const Said& said, bool english, std::ostream& out) {
  ordered_json all = ordered_json::object();
  for (const Row& row : rows_of(said, english))
    all[row.name] = {{"value", row.value},
                     {"from", row.from.empty() ? "default" : row.from},
                     {"range", row.range},
                     {"unit", row.unit},
                     {"meaning", row.meaning}};
  out << all.dump(2, ' ', false, ordered_json::error_handler_t::replace) << std::endl;
}

void show_table(const Said& said, bool english, std::ostream& out) {
  out << (english ? "settings: " : "设置文件：")
      << (said.file.empty() ? (english ? "none, all as built in" : "无，全部为默认值") : said.file.string()) << '\n';
  std::vector<std::vector<std::string>> lines{{english ? "setting" : "设置", english ? "value" : "值", english ? "unit" : "单位",
                                               english ? "from" : "来源", english ? "meaning" : "作用"}};
  for (const Row& row : rows_of(said, english)) {
    std::string from = row.from;
    if (from.empty()) from = english ? "default" : "默认";
    else if (from == "command line" && !english) from = "命令行";
    lines.push_back({row.name, row.value.empty() ? "\"\"" : row.value, row.unit, from, row.meaning});
  }
  out << table(lines) << std::flush;
}

}  // namespace

Exit show_config_command(const ConfigOptions& options, const Common& common) {
  const bool english = common.language == Language::en;
  if (options.sample) {
    common.out << sample(english) << std::flush;
    return Exit::all_complete;
  }
  auto said = load(options, common);
  if (!said) return refuse(said.error(), common);
  take_command_line(said.value(), common);
  if (common.as_json) show_json(said.value(), english, common.out);
  else show_table(said.value(), english, common.out);
  return Exit::all_complete;
}

// What a start would refuse is refused here, with the same sentence.
Exit check_config_command(const ConfigOptions& options, const Common& common) {
  const auto said = load(options, common);
  if (!said) return refuse(said.error(), common);
  const auto places = find_places(common.data);
  if (!places) return refuse(places.error(), common);
  const auto knowledge = load_knowledge(places.value());
  if (!knowledge) return refuse(knowledge.error(), common);
  if (const auto known = check_region(said.value().settings.region, *knowledge.value().rules); !known)
    return refuse(
        {known.error().code, known.error().what,
         said.value().where.count("region") ? said.value().where.at("region").place : known.error().place, known.error().cure},
        common);
  const auto key = station_key_file(said.value().settings);
  if (!key) return refuse(key.error(), common);
  std::error_code ignored;
  if (const auto named = said.value().where.find("signing.key_file");
      named != said.value().where.end() && !key.value().empty() && fs::is_directory(key.value(), ignored))
    return refuse({ErrorCode::bad_input, "signing.key_file is a folder", named->second.place, "Name a file"}, common);
  const bool english = common.language == Language::en;
  if (said.value().file.empty())
    common.out << (english ? "no file of settings: all as built in" : "没有设置文件：全部用默认值") << std::endl;
  else common.out << said.value().file.string() << (english ? ": nothing to correct" : "：没有问题") << std::endl;
  return Exit::all_complete;
}

}  // namespace claimpack::run
