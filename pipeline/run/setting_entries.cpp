#include "run/setting_entries.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "check/yaml_node.hpp"
#include "core/json_depth.hpp"

namespace claimpack::run {

using json = nlohmann::json;
using core::Error;
using core::ErrorCode;

Error setting_refused(const std::string& name, int line, const std::string& what, const std::string& cure) {
  return {ErrorCode::bad_input, what, name + ":" + std::to_string(line), cure};
}

namespace {

// Characters that count the lines as the parser takes them: nlohmann's SAX events carry no position.
struct CountedText {
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;
  const char* at = nullptr;
  int* line = nullptr;

  reference operator*() const { return *at; }
  CountedText& operator++() {
    if (*at == '\n') ++*line;
    ++at;
    return *this;
  }
  CountedText operator++(int) {
    CountedText before = *this;
    ++*this;
    return before;
  }
  bool operator==(const CountedText& other) const { return at == other.at; }
  bool operator!=(const CountedText& other) const { return at != other.at; }
};

// Flattens objects to dotted paths; lists have no place in the settings.
class Flattener : public nlohmann::json_sax<json> {
 public:
  explicit Flattener(const int& line) : line_(line) {}
  std::vector<SettingEntry> entries;
  std::string fault;  // "line: what" where it does not parse
  int fault_line = 0;

  bool key(std::string& name) override {
    key_ = prefix() + name;
    key_line_ = line_;
    return true;
  }
  bool start_object(std::size_t) override {
    if (opened_) open_.push_back(key_);
    opened_ = true;
    return true;
  }
  bool end_object() override {
    if (!open_.empty()) open_.pop_back();
    return true;
  }
  bool start_array(std::size_t) override { return refuse("a list is not expected here"); }
  bool end_array() override { return true; }
  bool null() override { return add(nullptr); }
  bool boolean(bool value) override { return add(value); }
  bool number_integer(std::int64_t value) override { return add(value); }
  bool number_unsigned(std::uint64_t value) override { return add(value); }
  bool number_float(double value, const std::string&) override { return add(value); }
  bool string(std::string& value) override { return add(value); }
  bool binary(json::binary_t&) override { return false; }
  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception& wrong) override {
    return refuse(wrong.what());
  }

 private:
  std::string prefix() const { return open_.empty() ? std::string() : open_.back() + "."; }
  bool add(json value) {
    if (!opened_) return refuse("an object { … } is expected");
    entries.push_back({key_, std::move(value), key_line_, {}});
    return true;
  }
  bool refuse(const std::string& what) {
    fault = what;
    fault_line = line_;
    return false;
  }

  const int& line_;
  bool opened_ = false;
  std::string key_;
  int key_line_ = 0;
  std::vector<std::string> open_;
};

core::Result<std::vector<SettingEntry>> json_entries(const std::string& text, const std::string& name) {
  if (core::nests_deeper(text, 8))
    return setting_refused(name, 1, "The settings nest deeper than any setting", "Keep only what the guide names");
  int line = 1;
  Flattener flat(line);
  const CountedText begin{text.data(), &line}, end{text.data() + text.size(), &line};
  if (!json::sax_parse(begin, end, &flat))
    return setting_refused(name, std::max(1, flat.fault_line), "The settings do not parse: " + flat.fault,
                           "Correct the line named");
  return std::move(flat.entries);
}

void flatten(const check::yaml::Node& node, const std::string& path, int line, std::vector<SettingEntry>& entries) {
  if (!node.IsMap()) {
    SettingEntry entry{path, json(), line, {}};
    if (node.IsSequence()) entry.value = json::array();
    else if (!node.IsNull()) entry.scalar = node.Scalar();
    return entries.push_back(std::move(entry));
  }
  for (const auto& each : node)
    flatten(each.second, (path.empty() ? "" : path + ".") + each.first.Scalar(), each.first.Mark().line + 1, entries);
}

core::Result<std::vector<SettingEntry>> yaml_entries(const std::string& text, const std::string& name) {
  try {
    std::vector<SettingEntry> entries;
    const check::yaml::Node tree = check::yaml::Load(text);
    if (tree.IsMap()) flatten(tree, "", 1, entries);
    else if (!tree.IsNull())  // a file of comments alone sets nothing
      return setting_refused(name, tree.Mark().line + 1, "The settings are no mapping", "Write a line like  region: xiamen");
    return entries;
  } catch (const check::yaml::Exception& wrong) {
    return setting_refused(name, std::max(1, wrong.mark.line + 1), "The settings do not parse: " + wrong.msg,
                           "Correct the line named");
  }
}

}  // namespace

core::Result<std::vector<SettingEntry>> setting_entries(const std::string& text, const std::string& name) {
  const auto first = text.find_first_not_of(" \t\r\n");
  const bool is_json = name.ends_with(".json") ||
                       (!name.ends_with(".yaml") && !name.ends_with(".yml") && first != std::string::npos && text[first] == '{');
  return is_json ? json_entries(text, name) : yaml_entries(text, name);
}

}  // namespace claimpack::run
