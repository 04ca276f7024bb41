#include "run/settings.hpp"

#include <algorithm>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>
#include <utility>

#include "core/text.hpp"
#include "run/json_depth.hpp"

namespace claimpack::run {

namespace {

using json = nlohmann::json;
using core::Error;
using core::ErrorCode;

// One value with the line that its key stands on.
struct Entry {
  std::string path;  // "limits.pixels_max"
  json value;
  int line = 0;
};

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
  std::vector<Entry> entries;
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
    entries.push_back({key_, std::move(value), key_line_});
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

// Takes a value into the settings, or says what is expected instead. Files are looked for in the settings' folder.
using FileSetter = std::function<std::string(Settings&, const json&, const std::filesystem::path&)>;
using PlainSetter = std::function<std::string(Settings&, const json&)>;
struct Setter {
  FileSetter set;
  Setter(FileSetter with_files) : set(std::move(with_files)) {}
  Setter(PlainSetter plain)
      : set([plain = std::move(plain)](Settings& settings, const json& value, const std::filesystem::path&) {
          return plain(settings, value);
        }) {}
};

template <class T>
Setter whole_number(std::function<T&(Settings&)> member, std::int64_t min, std::int64_t max) {
  return PlainSetter([=](Settings& settings, const json& value) -> std::string {
    if (value.is_number_integer()) {
      const auto number = value.get<std::int64_t>();
      if (number >= min && number <= max && !(value.is_number_unsigned() && value.get<std::uint64_t>() > std::uint64_t(max))) {
        member(settings) = static_cast<T>(number);
        return "";
      }
    }
    return "a whole number from " + std::to_string(min) + " to " + std::to_string(max);
  });
}

Setter number(std::function<double&(Settings&)> member, double min, double max) {
  return PlainSetter([=](Settings& settings, const json& value) -> std::string {
    if (value.is_number() && value.get<double>() >= min && value.get<double>() <= max) {
      member(settings) = value.get<double>();
      return "";
    }
    std::ostringstream text;
    text << "a number from " << min << " to " << max;
    return text.str();
  });
}

Setter yes_or_no(std::function<bool&(Settings&)> member) {
  return PlainSetter([=](Settings& settings, const json& value) -> std::string {
    if (!value.is_boolean()) return "true or false";
    member(settings) = value.get<bool>();
    return "";
  });
}

Setter one_of_two(std::function<bool&(Settings&)> member, std::string yes, std::string no) {
  return PlainSetter([=](Settings& settings, const json& value) -> std::string {
    if (!value.is_string() || (value.get<std::string>() != yes && value.get<std::string>() != no))
      return "one of \"" + yes + "\", \"" + no + "\"";
    member(settings) = value.get<std::string>() == yes;
    return "";
  });
}

Setter words(std::function<std::string&(Settings&)> member) {
  return PlainSetter([=](Settings& settings, const json& value) -> std::string {
    if (!value.is_string()) return "a text in quotes";
    member(settings) = value.get<std::string>();
    return "";
  });
}

constexpr std::size_t line_characters_max = 200;

bool has_control(const std::string& text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; });
}

// One line as a letter prints it.
Setter printed_line(std::function<std::string&(Settings&)> member) {
  return PlainSetter([=](Settings& settings, const json& value) -> std::string {
    if (value.is_string()) {
      const auto text = value.get<std::string>();
      if (core::to_u32(text).size() <= line_characters_max && !has_control(text)) {
        member(settings) = text;
        return "";
      }
    }
    return "a text in quotes, one line of at most " + std::to_string(line_characters_max) + " characters";
  });
}

// Digits and what stands between them; 12320 is the health line, and claimants were sent there by mistake.
std::string take_phone(Settings& settings, const json& value) {
  if (value.is_string()) {
    const auto text = value.get<std::string>();
    const bool known = text.find_first_not_of("0123456789-+() 、/,转") == std::string::npos;
    if (text.find("12320") != std::string::npos)
      return "a telephone of the medical insurance: 12320 is the health line, 12393 is meant";
    if (known && text.size() <= 80) {
      settings.packet.agency_phone = text;
      return "";
    }
  }
  return "a telephone number in quotes";
}

std::string take_seal(Settings& settings, const json& value, const std::filesystem::path& folder) {
  if (!value.is_string()) return "the name of a PNG file in quotes";
  settings.packet.seal = {};
  const auto named = value.get<std::string>();
  if (named.empty()) return "";
  std::ifstream in;
  std::error_code ignored;
  const auto path = folder / named;
  if (std::filesystem::is_regular_file(path, ignored)) in.open(path, std::ios::binary);
  if (!in.is_open()) return "a PNG file that can be read: " + path.string() + " cannot";
  auto seal = pack::decode_seal(std::string(std::istreambuf_iterator<char>(in), {}));
  if (!seal) return "a picture of the seal: " + seal.error().what + ". " + seal.error().cure;
  settings.packet.seal = std::move(seal).value();
  return "";
}

Setter one_word(std::function<std::string&(Settings&)> member, std::vector<std::string> words) {
  return PlainSetter([=](Settings& settings, const json& value) -> std::string {
    std::string known;
    for (const auto& word : words) {
      if (value.is_string() && value.get<std::string>() == word) {
        member(settings) = word;
        return "";
      }
      known += (known.empty() ? "\"" : ", \"") + word + "\"";
    }
    return "one of " + known;
  });
}

const std::map<std::string, Setter>& setters() {
  constexpr std::int64_t tera = 1ll << 40;
  static const std::map<std::string, Setter> all = {
      {"region", words([](Settings & s) -> auto& { return s.region; })},
      {"jobs", whole_number<int>(
                   [](Settings & s) -> auto& { return s.jobs; }, 0, 256)},
      {"page_seconds_max", whole_number<int>(
                               [](Settings & s) -> auto& { return s.page_seconds_max; }, 1, 3600)},
      {"promise", number(
                      [](Settings & s) -> auto& { return s.promise; }, 0, 0.2)},
      {"agency.name", printed_line([](Settings & s) -> auto& { return s.packet.agency; })},
      {"agency.address", printed_line([](Settings & s) -> auto& { return s.packet.agency_address; })},
      {"agency.phone", PlainSetter(take_phone)},
      {"agency.hours", printed_line([](Settings & s) -> auto& { return s.packet.agency_hours; })},
      {"agency.online", printed_line([](Settings & s) -> auto& { return s.packet.agency_online; })},
      {"agency.review_body", printed_line([](Settings & s) -> auto& { return s.packet.review_body; })},
      {"agency.court", printed_line([](Settings & s) -> auto& { return s.packet.court; })},
      {"agency.seal", FileSetter(take_seal)},
      {"agency.seal_millimetres", number(
                                      [](Settings & s) -> auto& { return s.packet.seal_millimetres; }, 20, 60)},
      {"letters.prefix", printed_line([](Settings & s) -> auto& { return s.packet.serial_prefix; })},
      {"letters.supplement_days", whole_number<int>(
                                      [](Settings & s) -> auto& { return s.packet.supplement_days; }, 0, 365)},
      {"letters.inquiry_full_id", yes_or_no([](Settings & s) -> auto& { return s.packet.inquiry_full_id; })},
      {"letters.language", one_word([](Settings & s) -> auto& { return s.packet.letter_language; }, {"", "zh", "en"})},
      {"signing.key_file", words([](Settings & s) -> auto& { return s.key_file; })},
      {"reading.second_look_below", number(
                                        [](Settings & s) -> auto& { return s.reading.second_look_below; }, 0, 1)},
      {"reading.quick_finder", yes_or_no([](Settings & s) -> auto& { return s.reading.quick_finder; })},
      {"reading.flat_lines", yes_or_no([](Settings & s) -> auto& { return s.reading.flat_lines; })},
      {"reading.fine_width_max", whole_number<int>(
                                     [](Settings & s) -> auto& { return s.reading.fine_width_max; }, 0, 1000000)},
      {"reading.witness_width_max", whole_number<int>(
                                        [](Settings & s) -> auto& { return s.reading.witness_width_max; }, 0, 1000000)},
      {"reading.detect_long_side", whole_number<int>(
                                       [](Settings & s) -> auto& { return s.reading.detect_long_side; }, 320, 4096)},
      {"limits.pixels_max", whole_number<std::int64_t>(
                                [](Settings & s) -> auto& { return s.limits.pixels_max; }, 1, 1ll << 31)},
      {"limits.pages_max", whole_number<int>(
                               [](Settings & s) -> auto& { return s.limits.pages_max; }, 1, 100000)},
      {"limits.claim_pages_max", whole_number<int>(
                                     [](Settings & s) -> auto& { return s.limits.claim_pages_max; }, 1, 100000)},
      {"limits.file_bytes_max", whole_number<std::int64_t>(
                                    [](Settings & s) -> auto& { return s.limits.file_bytes_max; }, 1, tera)},
      {"limits.unpacked_bytes_max", whole_number<std::int64_t>(
                                        [](Settings & s) -> auto& { return s.limits.unpacked_bytes_max; }, 1, tera)},
      {"limits.unpack_ratio_max", number(
                                      [](Settings & s) -> auto& { return s.limits.unpack_ratio_max; }, 1, 100000)},
      {"limits.archive_entries_max", whole_number<int>(
                                         [](Settings & s) -> auto& { return s.limits.archive_entries_max; }, 1, 1000000)},
      {"limits.program_seconds_max", whole_number<int>(
                                         [](Settings & s) -> auto& { return s.limits.program_seconds_max; }, 1, 3600)},
      {"watch.still_seconds", number(
                                  [](Settings & s) -> auto& { return s.watch.still_seconds; }, 0, 3600)},
      {"watch.quiet_seconds", number(
                                  [](Settings & s) -> auto& { return s.watch.quiet_seconds; }, 0, 86400)},
      {"watch.rescan_seconds", number(
                                   [](Settings & s) -> auto& { return s.watch.rescan_seconds; }, 0.05, 3600)},
      {"watch.give_up_seconds", number(
                                    [](Settings & s) -> auto& { return s.watch.give_up_seconds; }, 0, 86400)},
      {"watch.supplement_days", whole_number<int>(
                                    [](Settings & s) -> auto& { return s.watch.supplement_days; }, 0, 3650)},
      {"watch.attempts_max", whole_number<int>(
                                 [](Settings & s) -> auto& { return s.watch.attempts_max; }, 1, 1000)},
      {"watch.stop_seconds_max", number(
                                     [](Settings & s) -> auto& { return s.watch.stop_seconds_max; }, 0, 3600)},
      {"watch.move_originals", yes_or_no([](Settings & s) -> auto& { return s.watch.move_originals; })},
      {"workers.isolation", one_of_two(
                                [](Settings & s) -> auto& { return s.workers.processes; }, "process", "thread")},
      {"workers.pages_max", whole_number<int>(
                                [](Settings & s) -> auto& { return s.workers.pages_max; }, 1, 1000000)},
      {"workers.memory_bytes_max", whole_number<std::int64_t>(
                                       [](Settings & s) -> auto& { return s.workers.memory_bytes_max; }, 64 << 20, tera)},
      {"workers.without_locks", one_of_two(
                                    [](Settings & s) -> auto& { return s.workers.refuse_without_locks; }, "refuse", "continue")}};
  return all;
}

Error refusal(const std::string& name, int line, const std::string& what, const std::string& cure) {
  return {ErrorCode::bad_input, what, name + ":" + std::to_string(line), cure};
}

}  // namespace

core::Result<Settings> parse_settings(const std::string& text, const std::string& name, const std::filesystem::path& folder) {
  if (nests_deeper(text, 8))
    return refusal(name, 1, "The settings nest deeper than any setting", "Keep only what the guide names");
  int line = 1;
  Flattener flat(line);
  const CountedText begin{text.data(), &line}, end{text.data() + text.size(), &line};
  if (!json::sax_parse(begin, end, &flat))
    return refusal(name, std::max(1, flat.fault_line), "The settings do not parse: " + flat.fault, "Correct the line named");
  Settings settings;
  for (const Entry& entry : flat.entries) {
    const auto found = setters().find(entry.path);
    if (found == setters().end()) {
      std::string known;
      for (const auto& each : known_settings()) known += (known.empty() ? "" : ", ") + each;
      return refusal(name, entry.line, "Nobody knows the setting " + entry.path, "Known are: " + known);
    }
    if (const std::string expected = found->second.set(settings, entry.value, folder); !expected.empty())
      return refusal(name, entry.line,
                     "The setting " + entry.path + " is " + entry.value.dump(-1, ' ', false, json::error_handler_t::replace),
                     "Give " + expected);
  }
  return settings;
}

core::Result<Settings> load_settings(const std::filesystem::path& file) {
  std::error_code ignored;
  const std::filesystem::path beside = "claimpack.json";
  const std::filesystem::path path = file.empty() ? beside : file;
  if (file.empty() && !std::filesystem::exists(beside, ignored)) return Settings{};
  std::ifstream in;
  if (!std::filesystem::is_directory(path, ignored)) in.open(path, std::ios::binary);
  if (!in.is_open())
    return Error{ErrorCode::unreadable, "The settings cannot be read", path.string(), "Name a file with --settings FILE"};
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  return parse_settings(text, path.filename().string(), path.parent_path());
}

std::vector<std::string> known_settings() {
  std::vector<std::string> names;
  for (const auto& [name, setter] : setters()) names.push_back(name);
  return names;
}

}  // namespace claimpack::run
