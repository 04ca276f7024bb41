#include "run/settings.hpp"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <sstream>
#include <utility>

#include "core/money.hpp"
#include "core/text.hpp"
#include "run/setting_entries.hpp"

namespace claimpack::run {

namespace {

using json = nlohmann::json;
using core::Error;
using core::ErrorCode;

// Takes a value into the settings, or says what is expected instead. Files are looked for in the settings' folder.
using FileSetter = std::function<std::string(Settings&, const json&, const std::filesystem::path&)>;
using PlainSetter = std::function<std::string(Settings&, const json&)>;
enum class Kind { text, whole, number, flag };
struct Setter {
  FileSetter set;
  Kind kind = Kind::text;
  std::function<json(const Settings&)> show = [](const Settings&) { return json(""); };
  std::string range;  // "0 – 256"; empty: any
  Setter(FileSetter with_files) : set(std::move(with_files)) {}
  Setter(PlainSetter plain)
      : set([plain = std::move(plain)](Settings& settings, const json& value, const std::filesystem::path&) {
          return plain(settings, value);
        }) {}
  template <class T>
  Setter&& shown(Kind of, std::function<T&(Settings&)> member, std::string within = "") && {
    kind = of, range = std::move(within);
    show = [member](const Settings& settings) { return json(member(const_cast<Settings&>(settings))); };
    return std::move(*this);
  }
};

std::string text_of(double value) {
  std::ostringstream text;
  text << value;
  return text.str();
}

template <class T>
Setter whole_number(std::function<T&(Settings&)> member, std::int64_t min, std::int64_t max) {
  return Setter(PlainSetter([=](Settings& settings, const json& value) -> std::string {
           if (value.is_number_integer()) {
             const auto number = value.get<std::int64_t>();
             if (number >= min && number <= max &&
                 !(value.is_number_unsigned() && value.get<std::uint64_t>() > std::uint64_t(max))) {
               member(settings) = static_cast<T>(number);
               return "";
             }
           }
           return "a whole number from " + std::to_string(min) + " to " + std::to_string(max);
         }))
      .shown(Kind::whole, member, std::to_string(min) + " – " + std::to_string(max));
}

Setter number(std::function<double&(Settings&)> member, double min, double max) {
  return Setter(PlainSetter([=](Settings& settings, const json& value) -> std::string {
           if (value.is_number() && value.get<double>() >= min && value.get<double>() <= max) {
             member(settings) = value.get<double>();
             return "";
           }
           return "a number from " + text_of(min) + " to " + text_of(max);
         }))
      .shown(Kind::number, member, text_of(min) + " – " + text_of(max));
}

Setter yes_or_no(std::function<bool&(Settings&)> member) {
  return Setter(PlainSetter([=](Settings& settings, const json& value) -> std::string {
           if (!value.is_boolean()) return "true or false";
           member(settings) = value.get<bool>();
           return "";
         }))
      .shown(Kind::flag, member, "true, false");
}

Setter one_of_two(std::function<bool&(Settings&)> member, std::string yes, std::string no) {
  const std::string known = "\"" + yes + "\", \"" + no + "\"";
  Setter setter(PlainSetter([=](Settings& settings, const json& value) -> std::string {
    if (!value.is_string() || (value.get<std::string>() != yes && value.get<std::string>() != no)) return "one of " + known;
    member(settings) = value.get<std::string>() == yes;
    return "";
  }));
  setter.range = known;
  setter.show = [=](const Settings& settings) { return json(member(const_cast<Settings&>(settings)) ? yes : no); };
  return setter;
}

Setter words(std::function<std::string&(Settings&)> member) {
  return Setter(PlainSetter([=](Settings& settings, const json& value) -> std::string {
           if (!value.is_string()) return "a text in quotes";
           member(settings) = value.get<std::string>();
           return "";
         }))
      .shown(Kind::text, member);
}

constexpr std::size_t line_characters_max = 200;

bool has_control(const std::string& text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; });
}

// One line as a letter prints it.
Setter printed_line(std::function<std::string&(Settings&)> member) {
  return Setter(PlainSetter([=](Settings& settings, const json& value) -> std::string {
           if (value.is_string()) {
             const auto text = value.get<std::string>();
             if (core::to_u32(text).size() <= line_characters_max && !has_control(text)) {
               member(settings) = text;
               return "";
             }
           }
           return "a text in quotes, one line of at most " + std::to_string(line_characters_max) + " characters";
         }))
      .shown(Kind::text, member);
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
  std::string known;
  for (const auto& word : words) known += (known.empty() ? "\"" : ", \"") + word + "\"";
  return Setter(PlainSetter([=](Settings& settings, const json& value) -> std::string {
           for (const auto& word : words)
             if (value.is_string() && value.get<std::string>() == word) {
               member(settings) = word;
               return "";
             }
           return "one of " + known;
         }))
      .shown(Kind::text, member, known);
}

Setter telephone() {
  const std::function<std::string&(Settings&)> member = [](Settings & s) -> auto& { return s.packet.agency_phone; };
  return Setter(PlainSetter(take_phone)).shown(Kind::text, member);
}

// A file's name; it lies beside the settings unless its path is whole.
Setter file_beside(std::function<std::string&(Settings&)> member) {
  return Setter(FileSetter([=](Settings& settings, const json& value, const std::filesystem::path& folder) -> std::string {
           if (!value.is_string()) return "the name of a file in quotes";
           const auto named = value.get<std::string>();
           member(settings) = named.empty() ? named : (folder / named).string();
           return "";
         }))
      .shown(Kind::text, member);
}

Setter yuan(std::function<std::string&(Settings&)> member) {
  return Setter(PlainSetter([=](Settings& settings, const json& value) -> std::string {
           const std::string text = value.is_string() ? value.get<std::string>() : value.is_number() ? value.dump() : "?";
           if (!text.empty() && !core::parse_money(text)) return "an amount in yuan, like \"20000.00\", or nothing";
           member(settings) = text;
           return "";
         }))
      .shown(Kind::text, member, "0.00 –");
}

// "total_amount 0.1, id_number 1"
Setter shares_of_fields(std::function<std::map<std::string, double>&(Settings&)> member) {
  Setter setter(PlainSetter([=](Settings& settings, const json& value) -> std::string {
    constexpr const char* wanted = "fields with their shares from 0 to 1, like \"total_amount 0.1, id_number 1\"";
    if (!value.is_string()) return wanted;
    std::map<std::string, double> shares;
    std::istringstream all(value.get<std::string>());
    for (std::string each; std::getline(all, each, ',');) {
      std::istringstream one(each);
      std::string field, rest;
      double share = -1;
      if (!(one >> field)) continue;
      if (!(one >> share) || one >> rest || share < 0 || share > 1) return wanted;
      shares[field] = share;
    }
    member(settings) = std::move(shares);
    return "";
  }));
  setter.range = "0 – 1";
  setter.show = [=](const Settings& settings) {
    std::string text;
    for (const auto& [field, share] : member(const_cast<Settings&>(settings)))
      text += (text.empty() ? "" : ", ") + field + " " + text_of(share);
    return json(text);
  };
  return setter;
}

std::map<std::string, Setter> serve_setters() {
  const auto minutes = [](std::function<int&(Settings&)> member, int min, int max) {
    return whole_number(std::move(member), min, max);
  };
  const auto share = [](std::function<double&(Settings&)> member) { return number(std::move(member), 0, 1); };
  return {{"serve.listen", words([](Settings & s) -> auto& { return s.serve.listen; })},
          {"serve.tls_certificate", file_beside([](Settings & s) -> auto& { return s.serve.certificate; })},
          {"serve.tls_key", file_beside([](Settings & s) -> auto& { return s.serve.key; })},
          {"serve.names", words([](Settings & s) -> auto& { return s.serve.names; })},
          {"serve.four_eyes_amount", yuan([](Settings & s) -> auto& { return s.serve.four_eyes_amount; })},
          {"serve.sample_share", share([](Settings & s) -> auto& { return s.serve.sample_share; })},
          {"serve.second_share", share([](Settings & s) -> auto& { return s.serve.second_share; })},
          {"serve.second_fields", shares_of_fields([](Settings & s) -> auto& { return s.serve.second_fields; })},
          {"serve.known_share", share([](Settings & s) -> auto& { return s.serve.known_share; })},
          {"serve.lease_seconds", minutes(
                                      [](Settings & s) -> auto& { return s.serve.lease_seconds; }, 30, 86'400)},
          {"serve.session_hours", minutes(
                                      [](Settings & s) -> auto& { return s.serve.session_hours; }, 1, 168)},
          {"serve.idle_minutes", minutes(
                                     [](Settings & s) -> auto& { return s.serve.idle_minutes; }, 5, 1440)},
          {"serve.password_length_min", minutes(
                                            [](Settings & s) -> auto& { return s.serve.password_length_min; }, 8, 64)},
          {"serve.login_failures_max", minutes(
                                           [](Settings & s) -> auto& { return s.serve.login_failures_max; }, 1, 100)},
          {"serve.lock_minutes", minutes(
                                     [](Settings & s) -> auto& { return s.serve.lock_minutes; }, 1, 1440)},
          {"serve.upload_megabytes_max", minutes(
                                             [](Settings & s) -> auto& { return s.serve.upload_megabytes_max; }, 1, 8192)},
          {"serve.webhook_seconds", minutes(
                                        [](Settings & s) -> auto& { return s.serve.webhook_seconds; }, 1, 3600)}};
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
      {"agency.phone", telephone()},
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
                                    [](Settings & s) -> auto& { return s.workers.refuse_without_locks; }, "refuse", "continue")},
      {"watch.split_patients", yes_or_no([](Settings & s) -> auto& { return s.watch.split_patients; })},
      {"watch.free_megabytes_min", whole_number<int>(
                                       [](Settings & s) -> auto& { return s.watch.free_megabytes_min; }, 0, 1'000'000)},
      {"log.json", yes_or_no([](Settings & s) -> auto& { return s.log_json; })}};
  static const std::map<std::string, Setter> with_station = [] {
    auto more = serve_setters();
    more.insert(all.begin(), all.end());
    return more;
  }();
  return with_station;
}

// The known setting that was most likely meant; empty where none is near.
std::string nearest_setting(const std::string& unknown) {
  const std::string last = unknown.substr(unknown.rfind('.') + 1);
  std::string best;
  const auto letters_apart = [](const std::string& one, const std::string& other) {
    return core::edit_distance(core::to_u32(one), core::to_u32(other));
  };
  int least = std::max(2, int(unknown.size()) / 3) + 1;
  for (const auto& name : known_settings()) {
    const std::string own = name.substr(name.rfind('.') + 1);
    const int apart = own == last ? 1 : std::min(letters_apart(unknown, name), letters_apart(last, own) + 1);
    if (apart < least) best = name, least = apart;
  }
  return best;
}

Error unknown_setting(const std::string& name, const SettingEntry& entry) {
  const std::string nearest = nearest_setting(entry.path);
  return setting_refused(
      name, entry.line, "Nobody knows the setting " + entry.path,
      (nearest.empty() ? "" : "Did you mean " + nearest + "? ") + std::string("All of them: claimpack config show"));
}

// A word of YAML is what its setting wants: `prefix: 007` is a text, `jobs: "2"` a number.
json typed(const std::string& scalar, Kind kind) {
  if (kind == Kind::flag && (scalar == "true" || scalar == "false")) return scalar == "true";
  const char* const end = scalar.data() + scalar.size();
  std::int64_t whole = 0;
  double number = 0;
  if (kind == Kind::whole || kind == Kind::number) {
    if (const auto [at, wrong] = std::from_chars(scalar.data(), end, whole); wrong == std::errc() && at == end) return whole;
    if (const auto [at, wrong] = std::from_chars(scalar.data(), end, number); wrong == std::errc() && at == end) return number;
  }
  return scalar;
}

std::string said(const json& value) {
  if (value.is_number_float()) return text_of(value.get<double>());
  return value.is_string() ? value.get<std::string>() : value.dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace

core::Result<Settings> parse_settings(const std::string& text, const std::string& name, const std::filesystem::path& folder,
                                      std::map<std::string, SettingSaid>* where) {
  const auto entries = setting_entries(text, name);
  if (!entries) return entries.error();
  Settings settings;
  std::map<std::string, int> lines;
  for (const SettingEntry& entry : entries.value()) {
    const auto found = setters().find(entry.path);
    if (found == setters().end()) return unknown_setting(name, entry);
    if (const auto [before, fresh] = lines.emplace(entry.path, entry.line); !fresh)
      return setting_refused(name, entry.line,
                             "The setting " + entry.path + " stands in line " + std::to_string(before->second) + " already",
                             "Take one of the two away");
    const json value = entry.scalar ? typed(*entry.scalar, found->second.kind) : entry.value;
    if (const std::string expected = found->second.set(settings, value, folder); !expected.empty())
      return setting_refused(name, entry.line,
                             "The setting " + entry.path + " is " + value.dump(-1, ' ', false, json::error_handler_t::replace),
                             "Give " + expected);
    if (where) (*where)[entry.path] = {said(value), name + ":" + std::to_string(entry.line)};
  }
  return settings;
}

core::Result<std::filesystem::path> settings_file(const std::filesystem::path& named) {
  if (!named.empty()) return named;
  std::error_code ignored;
  const bool yaml = std::filesystem::exists(settings_name, ignored), old = std::filesystem::exists(old_settings_name, ignored);
  if (yaml && old)
    return Error{ErrorCode::bad_input, "There are two files of settings, and only one can count",
                 std::string(settings_name) + ", " + old_settings_name, "Take one away, or name one with --settings FILE"};
  return std::filesystem::path(yaml ? settings_name : old ? old_settings_name : "");
}

core::Result<std::string> settings_text(const std::filesystem::path& path) {
  std::ifstream in;
  std::error_code ignored;
  if (!std::filesystem::is_directory(path, ignored)) in.open(path, std::ios::binary);
  if (!in.is_open())
    return Error{ErrorCode::unreadable, "The settings cannot be read", path.string(), "Name a file with --settings FILE"};
  return std::string{std::istreambuf_iterator<char>(in), {}};
}

core::Result<Settings> load_settings(const std::filesystem::path& file) {
  const auto path = settings_file(file);
  if (!path) return path.error();
  if (path.value().empty()) return Settings{};
  const auto text = settings_text(path.value());
  if (!text) return text.error();
  return parse_settings(text.value(), path.value().filename().string(), path.value().parent_path());
}

std::vector<std::string> known_settings() {
  std::vector<std::string> names;
  for (const auto& [name, setter] : setters()) names.push_back(name);
  return names;
}

SettingShown shown_setting(const Settings& settings, const std::string& name) {
  const Setter& setter = setters().at(name);
  return {said(setter.show(settings)), setter.range, setter.kind == Kind::text};
}

}  // namespace claimpack::run
