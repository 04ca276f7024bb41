#include "extract/template.hpp"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <set>

#include "core/text.hpp"

namespace claimpack::extract {

namespace {

const std::map<std::string, Type>& types() {
  static const std::map<std::string, Type> names = {{"text", Type::text},
                                                    {"name", Type::name},
                                                    {"clerk", Type::clerk},
                                                    {"sex", Type::sex},
                                                    {"age", Type::age},
                                                    {"date", Type::date},
                                                    {"date_from", Type::date_from},
                                                    {"date_until", Type::date_until},
                                                    {"money", Type::money},
                                                    {"money_words", Type::money_words},
                                                    {"price", Type::price},
                                                    {"quantity", Type::quantity},
                                                    {"unit", Type::unit},
                                                    {"ratio", Type::ratio},
                                                    {"digits", Type::digits},
                                                    {"code", Type::code},
                                                    {"check_code", Type::check_code},
                                                    {"id_number", Type::id_number},
                                                    {"bank_card", Type::bank_card},
                                                    {"phone", Type::phone},
                                                    {"department", Type::department},
                                                    {"bed", Type::bed},
                                                    {"days", Type::days},
                                                    {"hospital", Type::hospital},
                                                    {"bank", Type::bank},
                                                    {"region", Type::region},
                                                    {"ethnicity", Type::ethnicity},
                                                    {"choice", Type::choice},
                                                    {"diagnoses", Type::diagnoses},
                                                    {"hospitals", Type::hospitals},
                                                    {"block", Type::block},
                                                    {"address", Type::address},
                                                    {"insurance_class", Type::insurance_class},
                                                    {"item_name", Type::item_name},
                                                    {"remark", Type::remark},
                                                    {"index", Type::index}};
  return names;
}

}  // namespace

std::optional<Type> type_named(const std::string& name) {
  const auto found = types().find(name);
  return found == types().end() ? std::nullopt : std::optional(found->second);
}

namespace {

// A fault of a template with the line it stands on.
struct Fault {
  std::string what;
  int line = 0;
};

[[noreturn]] void fail(const YAML::Node& node, const std::string& what) { throw Fault{what, node.Mark().line + 1}; }

void only_keys(const YAML::Node& map, const std::set<std::string>& known) {
  if (!map.IsMap()) fail(map, "A map is expected here");
  for (const auto& pair : map) {
    const auto key = pair.first.as<std::string>();
    if (!known.count(key)) fail(pair.first, "Unknown key \"" + key + "\"");
  }
}

std::u32string plain(const std::string& text) { return core::to_u32(core::without_blanks(core::fold_width(text))); }

std::vector<std::u32string> words(const YAML::Node& list) {
  std::vector<std::u32string> out;
  if (!list) return out;
  if (!list.IsSequence()) fail(list, "A list is expected here");
  for (const auto& node : list) out.push_back(plain(node.as<std::string>()));
  return out;
}

Type type_of(const YAML::Node& node) {
  const auto name = node.as<std::string>();
  const auto found = types().find(name);
  if (found == types().end()) fail(node, "Unknown type \"" + name + "\"");
  return found->second;
}

std::wstring wide(const std::string& utf8) {
  std::wstring out;
  for (const char32_t c : core::to_u32(utf8)) out += wchar_t(c);
  return out;
}

// The lexicons that a field or a column names; each must be there where lexicons were asked for.
std::vector<std::string> lexicons_of(const YAML::Node& node, const Lexicons* lexicons) {
  std::vector<std::string> names;
  if (!node) return names;
  if (!node.IsSequence()) fail(node, "A list of lexicons is expected here");
  for (const auto& one : node) {
    names.push_back(one.as<std::string>());
    if (lexicons && !lexicons->find(names.back())) fail(one, "There is no lexicon \"" + names.back() + "\"");
  }
  return names;
}

FieldTemplate read_field(const std::string& name, const YAML::Node& node, const Lexicons* lexicons) {
  only_keys(node, {"type", "labels", "length", "whole", "glued", "prefer", "anywhere", "patterns", "patterns_first", "options",
                   "derive", "lexicon"});
  FieldTemplate field;
  field.name = name;
  if (!node["type"]) fail(node, "The field has no type");
  field.type = type_of(node["type"]);
  field.labels = words(node["labels"]);
  if (const auto length = node["length"])
    field.length_min = length[0].as<std::size_t>(), field.length_max = length[1].as<std::size_t>();
  field.whole = node["whole"].as<bool>(false);
  field.glued = node["glued"].as<bool>(false);
  field.prefer = node["prefer"].as<std::string>("");
  field.anywhere = node["anywhere"].as<std::string>("");
  static const std::set<std::string> places = {"", "title", "top", "bottom", "bottom_first", "any", "top_code"},
                                     preferences = {"", "largest", "total", "left", "topmost", "lowest"};
  if (!places.count(field.anywhere)) fail(node["anywhere"], "Unknown place \"" + field.anywhere + "\"");
  if (!preferences.count(field.prefer)) fail(node["prefer"], "Unknown preference \"" + field.prefer + "\"");
  if (field.labels.empty() && field.anywhere.empty()) fail(node, "The field has neither labels nor a place");
  field.patterns_first = node["patterns_first"].as<bool>(false);
  for (const auto& pattern : node["patterns"]) {
    try {
      field.patterns.emplace_back(wide(pattern.as<std::string>()));
    } catch (const std::regex_error& wrong) {
      fail(pattern, std::string("The pattern is no regular expression: ") + wrong.what());
    }
  }
  field.options = words(node["options"]);
  field.lexicons = lexicons_of(node["lexicon"], lexicons);
  return field;
}

void read_sums(const YAML::Node& node, ItemsTemplate& items) {
  using Kind = core::Sum::Kind;
  static const std::map<std::string, Kind> kinds = {
      {"category", Kind::category},     {"day", Kind::day},    {"page", Kind::page}, {"carried", Kind::carried},
      {"cumulative", Kind::cumulative}, {"total", Kind::total}};
  for (const auto& pair : node) {
    const auto kind = kinds.find(pair.first.as<std::string>());
    if (kind == kinds.end()) fail(pair.first, "Unknown kind of sum \"" + pair.first.as<std::string>() + "\"");
    items.sums[kind->second] = words(pair.second);
  }
}

ItemsTemplate read_items(const YAML::Node& node, const Lexicons* lexicons) {
  ItemsTemplate items;
  if (!node) return items;
  only_keys(node, {"slips", "columns_min", "columns", "needs", "stops", "skips", "group_date", "group_category", "starts",
                   "lexicon", "sums", "categories"});
  items.present = true;
  items.slips = node["slips"].as<bool>(false);
  items.columns_min = node["columns_min"].as<int>(3);
  for (const auto& pair : node["columns"]) {
    only_keys(pair.second, {"type", "labels", "internal", "splits", "lexicon"});
    ColumnTemplate column;
    column.name = pair.first.as<std::string>();
    column.type = type_of(pair.second["type"]);
    column.labels = words(pair.second["labels"]);
    column.internal = pair.second["internal"].as<bool>(false);
    column.splits_unit = pair.second["splits"].as<std::string>("") == "unit";
    column.lexicons = lexicons_of(pair.second["lexicon"], lexicons);
    items.columns.push_back(std::move(column));
  }
  for (const auto& need : node["needs"]) items.needs.push_back(need.as<std::string>());
  items.stops = words(node["stops"]), items.skips = words(node["skips"]);
  items.group_date = words(node["group_date"]), items.group_category = words(node["group_category"]);
  items.starts = words(node["starts"]);
  items.lexicons = lexicons_of(node["lexicon"], lexicons);
  items.categories = words(node["categories"]);
  read_sums(node["sums"], items);
  return items;
}

DocumentTemplate read(const std::filesystem::path& file, const Lexicons* lexicons) {
  const YAML::Node root = YAML::LoadFile(file.string());
  only_keys(root, {"kind", "published", "title", "order", "classify", "fields", "stops", "always", "grid", "items", "marks"});
  if (root["classify"])
    only_keys(root["classify"], {"many_pages", "two_sides", "several_a_page", "titles", "words", "patterns", "front", "back"});
  DocumentTemplate out;
  for (const char* needed : {"kind", "title", "classify"})
    if (!root[needed]) fail(root, std::string("The key \"") + needed + "\" is missing");
  out.kind = root["kind"].as<std::string>();
  out.title = root["title"].as<std::string>();
  out.file = file.string();
  for (const auto& pair : root["fields"]) out.fields.push_back(read_field(pair.first.as<std::string>(), pair.second, lexicons));
  out.stops = words(root["stops"]);
  const auto known = [&](const YAML::Node& node) {
    const auto name = node.as<std::string>();
    const bool is_field =
        std::any_of(out.fields.begin(), out.fields.end(), [&](const FieldTemplate& f) { return f.name == name; });
    if (!is_field && !name.empty()) fail(node, "The kind has no field \"" + name + "\"");
    return name;
  };
  for (const auto& name : root["always"]) out.always.push_back(known(name));
  for (const auto& row : root["grid"]) {
    out.grid.emplace_back();
    for (const auto& name : row) out.grid.back().push_back(known(name));
  }
  out.items = read_items(root["items"], lexicons);
  if (root["marks"])
    for (const auto& pair : root["marks"]) out.marks[pair.first.as<std::string>()] = words(pair.second);
  return out;
}

std::vector<std::filesystem::path> files_of(const std::filesystem::path& documents) {
  std::vector<std::filesystem::path> files;
  std::error_code wrong;
  for (const auto& entry : std::filesystem::directory_iterator(documents, wrong))
    if (entry.path().extension() == ".yaml") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

core::Result<DocumentTemplate> read_safely(const std::filesystem::path& file, const Lexicons* lexicons) {
  const std::string cure = "Mend the line; docs/architecture.md names the keys of a template";
  try {
    return read(file, lexicons);
  } catch (const Fault& fault) {
    return core::Error{core::ErrorCode::bad_input, fault.what, file.string() + ":" + std::to_string(fault.line), cure};
  } catch (const YAML::Exception& fault) {
    return core::Error{core::ErrorCode::bad_input, fault.msg, file.string() + ":" + std::to_string(fault.mark.line + 1), cure};
  }
}

}  // namespace

core::Result<std::shared_ptr<const Templates>> load_templates(const std::filesystem::path& documents,
                                                              const std::filesystem::path& lexicons) {
  auto templates = std::make_shared<Templates>();
  if (!lexicons.empty()) {
    auto words = load_lexicons(lexicons);
    if (!words) return words.error();
    templates->lexicons = std::move(words).value();
  }
  for (const auto& file : files_of(documents)) {
    auto one = read_safely(file, templates->lexicons.get());
    if (!one) return one.error();
    auto kind = one.value().kind;
    templates->by_kind.emplace(std::move(kind), std::move(one).value());
  }
  if (templates->by_kind.empty())
    return core::Error{core::ErrorCode::missing_part, "There are no document templates", documents.string(),
                       "Name the folder that holds templates/ with --data"};
  std::vector<core::Error> faults;
  templates->vocabularies = read_vocabularies(documents, templates->by_kind, faults);
  if (!faults.empty()) return faults.front();
  return std::shared_ptr<const Templates>(templates);
}

std::vector<core::Error> check_template_files(const std::filesystem::path& documents, const std::filesystem::path& lexicons) {
  std::vector<core::Error> faults;
  std::shared_ptr<const Lexicons> words;
  if (!lexicons.empty()) {
    faults = check_lexicon_files(lexicons);
    if (auto loaded = load_lexicons(lexicons)) words = std::move(loaded).value();
  }
  std::map<std::string, std::string> seen;
  std::map<std::string, DocumentTemplate> kinds;
  const auto files = files_of(documents);
  if (files.empty())
    faults.push_back({core::ErrorCode::missing_part, "There are no document templates", documents.string(),
                      "Name the folder that holds templates/ with --data"});
  for (const auto& file : files) {
    auto one = read_safely(file, words.get());
    if (!one) {
      faults.push_back(one.error());
      continue;
    }
    const auto [known, fresh] = seen.emplace(one.value().kind, file.string());
    if (!fresh)
      faults.push_back({core::ErrorCode::bad_input, "The kind " + known->first + " has a template already in " + known->second,
                        file.string() + ":1", "Keep one of them"});
    auto kind = one.value().kind;
    kinds.emplace(std::move(kind), std::move(one).value());
  }
  read_vocabularies(documents, kinds, faults);
  return faults;
}

std::vector<TemplateSummary> list_templates(const Templates& templates) {
  std::vector<TemplateSummary> list;
  for (const auto& [kind, one] : templates.by_kind) {
    const auto shown =
        std::count_if(one.items.columns.begin(), one.items.columns.end(), [](const ColumnTemplate& c) { return !c.internal; });
    list.push_back({kind, one.title, one.file, int(one.fields.size()), int(shown)});
  }
  return list;
}

std::string title_of(const Templates& templates, const std::string& kind) {
  const auto found = templates.by_kind.find(kind);
  return found == templates.by_kind.end() ? kind : found->second.title;
}

std::vector<std::u32string> printed_words(const Templates& templates) {
  std::vector<std::u32string> words;
  const auto take = [&words](const std::vector<std::u32string>& more) { words.insert(words.end(), more.begin(), more.end()); };
  for (const auto& [kind, document] : templates.by_kind) {
    for (const auto& field : document.fields) take(field.labels);
    for (const auto& column : document.items.columns) take(column.labels);
    take(document.stops), take(document.items.categories);
  }
  return words;
}

}  // namespace claimpack::extract
