#include "extract/embedded.hpp"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <optional>
#include <set>

#include "core/dates.hpp"
#include "core/money.hpp"
#include "core/text.hpp"
#include "extract/fields.hpp"
#include "extract/template.hpp"

namespace claimpack::extract {

namespace {

constexpr double vouched = 0.995, unseen = 0.9, contradicted = 0.5;

struct Wrong {
  std::string what;
  int line = 0;
};

[[noreturn]] void fail(const YAML::Node& node, const std::string& what) { throw Wrong{what, node.Mark().line + 1}; }

void only_keys(const YAML::Node& map, const std::set<std::string>& known) {
  if (!map.IsMap()) fail(map, "A map is expected here");
  for (const auto& pair : map)
    if (!known.count(pair.first.as<std::string>())) fail(pair.first, "Unknown key \"" + pair.first.as<std::string>() + "\"");
}

std::vector<std::string> strings(const YAML::Node& list, const YAML::Node& holder, const char* name) {
  if (!list || !list.IsSequence() || list.size() == 0) fail(holder, std::string("The list \"") + name + "\" is missing");
  return list.as<std::vector<std::string>>();
}

bool has_field(const DocumentTemplate& kind, const std::string& name) {
  return std::any_of(kind.fields.begin(), kind.fields.end(), [&](const FieldTemplate& f) { return f.name == name; });
}

bool has_column(const DocumentTemplate& kind, const std::string& name) {
  return std::any_of(kind.items.columns.begin(), kind.items.columns.end(),
                     [&](const ColumnTemplate& c) { return c.name == name; });
}

Vocabulary read_one(const YAML::Node& node, const std::map<std::string, DocumentTemplate>& kinds) {
  only_keys(node, {"title", "source", "roots", "kinds", "fields", "items"});
  Vocabulary vocabulary;
  for (const char* needed : {"title", "source", "fields"})
    if (!node[needed]) fail(node, std::string("The key \"") + needed + "\" is missing");
  vocabulary.title = node["title"].as<std::string>();
  vocabulary.roots = strings(node["roots"], node, "roots"), vocabulary.kinds = strings(node["kinds"], node, "kinds");
  for (const auto& kind : vocabulary.kinds)
    if (!kinds.count(kind)) fail(node["kinds"], "No template has the kind \"" + kind + "\"");
  for (const auto& pair : node["fields"]) {
    const auto field = pair.first.as<std::string>();
    for (const auto& kind : vocabulary.kinds)
      if (!has_field(kinds.at(kind), field)) fail(pair.first, "The kind " + kind + " has no field \"" + field + "\"");
    vocabulary.fields[field] = strings(pair.second, pair.first, field.c_str());
  }
  if (const auto items = node["items"]) {
    only_keys(items, {"rows", "columns"});
    if (!items["rows"] || !items["columns"]) fail(items, "Items have rows and columns");
    vocabulary.rows = items["rows"].as<std::string>();
    for (const auto& pair : items["columns"]) {
      const auto column = pair.first.as<std::string>();
      for (const auto& kind : vocabulary.kinds)
        if (!has_column(kinds.at(kind), column)) fail(pair.first, "The kind " + kind + " has no column \"" + column + "\"");
      vocabulary.columns[column] = strings(pair.second, pair.first, column.c_str());
    }
  }
  return vocabulary;
}

std::string lower_case(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = char(c - 'A' + 'a');
  return text;
}

bool ends_in(const std::string& path, const std::string& end) {
  if (path.size() < end.size() || path.compare(path.size() - end.size(), end.size(), end) != 0) return false;
  return path.size() == end.size() || path[path.size() - end.size() - 1] == '/';
}

// The first value at one of these ends of paths; null where none is said.
const std::string* said(const core::EmbeddedData& data, const std::vector<std::string>& ends) {
  for (const auto& end : ends)
    for (const auto& [path, value] : data.values)
      if (ends_in(lower_case(path), lower_case(end))) return &value;
  return nullptr;
}

// In the normal form of the contract; nothing where it is no value of the type.
std::optional<std::string> normal(Type type, const std::string& raw) {
  const std::string text = core::trim(core::fold_width(raw));
  switch (type) {
    case Type::money: {
      const auto fen = core::parse_money(text);
      return fen ? std::optional(core::format_money(*fen)) : std::nullopt;
    }
    case Type::date:
    case Type::date_from:
    case Type::date_until: {
      auto day = core::parse_date(text);
      if (!day && text.size() >= 8 && std::all_of(text.begin(), text.begin() + 8, [](char c) { return c >= '0' && c <= '9'; }))
        day = core::parse_iso(text.substr(0, 4) + "-" + text.substr(4, 2) + "-" + text.substr(6, 2));
      return day ? std::optional(core::format_date(*day)) : std::nullopt;
    }
    case Type::digits:
    case Type::code:
    case Type::check_code:
    case Type::name:
    case Type::hospital:
    case Type::money_words: return core::without_blanks(raw);
    default: return as_printed(raw);
  }
}

// What the field has: the value, where the page says it too, and whether two of the file's own data contradict each other.
struct Word {
  std::string value, raw;
  bool on_page = false, by_reference = false, disputed = false;
};

// Everything on the page without blanks, and its amounts without the separators.
class PageText {
 public:
  explicit PageText(const core::Document& document) : text_(core::without_blanks(core::fold_width(document.all_text))) {
    plain_ = text_;
    std::erase(plain_, ',');
  }
  bool says(const Word& word) const {
    const std::string raw = core::without_blanks(core::fold_width(word.raw)),
                      value = core::without_blanks(core::fold_width(word.value));
    return (!raw.empty() && text_.find(raw) != text_.npos) || (!value.empty() && plain_.find(value) != plain_.npos);
  }

 private:
  std::string text_, plain_;
};

void take(core::Field& field, bool fresh, const Word& word, const core::Document& document) {
  // Index terms point at the page's own text: they say which of it is the field, not what it is.
  const core::Witness by = word.by_reference ? core::Witness::text_layer : core::Witness::code;
  if (!fresh && field.value == word.value) {
    core::testify(field, by, !word.disputed, word.raw);
    if (!word.disputed) field.confidence = std::max(field.confidence, vouched);
    return;
  }
  // The page surely says something else, and nowhere what the file's data say: a person decides.
  const bool against = !fresh && !word.on_page;
  const std::string printed = field.text;
  if (!fresh) {
    field.candidates.insert(field.candidates.begin(), {field.value, field.text, field.confidence});
    field.read_first = field.value;
    field.witnesses.clear();  // they spoke for what was read
  } else {
    field.page = document.pages.front().page;
  }
  field.value = word.value, field.text = word.raw;
  field.source = word.by_reference ? core::Source::text : core::Source::code;
  field.confidence = against || word.disputed ? contradicted : word.on_page ? vouched : unseen;
  core::testify(field, by, !word.disputed, word.raw);
  if (!word.on_page) core::testify(field, core::Witness::text_layer, false, printed);
}

using Applying = std::vector<std::pair<const core::EmbeddedData*, const Vocabulary*>>;

bool holds(const std::vector<std::string>& names, const std::string& name) {
  return std::any_of(names.begin(), names.end(), [&](const std::string& each) { return lower_case(each) == lower_case(name); });
}

// The file's own values first, those that only point at the page last.
Applying applying(const std::vector<const core::EmbeddedData*>& data, const std::vector<Vocabulary>& vocabularies,
                  const std::string& kind) {
  Applying all;
  for (const bool references : {false, true})
    for (const auto* each : data)
      for (const auto& vocabulary : vocabularies)
        if (each->by_reference == references && holds(vocabulary.roots, each->root) && holds(vocabulary.kinds, kind))
          all.emplace_back(each, &vocabulary);
  return all;
}

std::optional<Word> word_of(const FieldTemplate& field, const Applying& all, const PageText& page) {
  std::optional<Word> word;
  for (const auto& [data, vocabulary] : all) {
    const auto ends = vocabulary->fields.find(field.name);
    const std::string* raw = ends == vocabulary->fields.end() ? nullptr : said(*data, ends->second);
    const auto value = raw == nullptr ? std::nullopt : normal(field.type, *raw);
    if (!value || value->empty()) continue;
    Word each{*value, *raw, false, data->by_reference, false};
    each.on_page = page.says(each);
    if (each.by_reference && !each.on_page) continue;  // it points at text that no eye sees
    if (!word) word = each;
    else if (word->value != each.value) word->disputed = true;
  }
  return word;
}

// "…/Details/Item[3]/ItemName" of the row "…/Details/Item[3]": rows in their order.
std::vector<std::map<std::string, std::string>> rows_of(const core::EmbeddedData& data, const Vocabulary& vocabulary) {
  std::vector<std::pair<std::string, std::map<std::string, std::string>>> rows;
  for (const auto& [path, value] : data.values) {
    const std::size_t slash = path.rfind('/');
    if (slash == std::string::npos) continue;
    std::string row = path.substr(0, slash), bare = row;
    if (const auto bracket = bare.rfind('['); bracket != std::string::npos && bare.back() == ']') bare.resize(bracket);
    if (!ends_in(lower_case(bare), lower_case(vocabulary.rows))) continue;
    for (const auto& [column, ends] : vocabulary.columns)
      if (holds(ends, path.substr(slash + 1))) {
        if (rows.empty() || rows.back().first != row) rows.push_back({row, {}});
        rows.back().second.emplace(column, value);
      }
  }
  std::vector<std::map<std::string, std::string>> plain;
  for (auto& [row, cells] : rows) plain.push_back(std::move(cells));
  return plain;
}

void use_rows(core::Document& document, const Applying& all, const DocumentTemplate& kind, const PageText& page) {
  for (const auto& [data, vocabulary] : all) {
    if (vocabulary->rows.empty()) continue;
    const auto rows = rows_of(*data, *vocabulary);
    // A table that the page shows with other rows is left alone: which row is which nobody knows.
    if (rows.empty() || (!document.items.empty() && document.items.size() != rows.size())) continue;
    document.items.resize(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i)
      for (const auto& column : kind.items.columns) {
        const auto cell = rows[i].find(column.name);
        const auto value = cell == rows[i].end() ? std::nullopt : normal(column.type, cell->second);
        if (!value || value->empty()) continue;
        Word word{*value, cell->second, false, data->by_reference, false};
        word.on_page = page.says(word);
        const auto [at, fresh] = document.items[i].try_emplace(column.name);
        take(at->second, fresh, word, document);
      }
    return;
  }
}

}  // namespace

std::vector<Vocabulary> read_vocabularies(const std::filesystem::path& documents,
                                          const std::map<std::string, DocumentTemplate>& kinds,
                                          std::vector<core::Error>& faults) {
  std::vector<std::filesystem::path> files;
  std::error_code wrong;
  for (const auto& entry : std::filesystem::directory_iterator(documents / "embedded", wrong))
    if (entry.path().extension() == ".yaml") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  std::vector<Vocabulary> all;
  for (const auto& file : files) {
    const auto report = [&](const std::string& what, int line) {
      faults.push_back({core::ErrorCode::bad_input, what, file.string() + ":" + std::to_string(line),
                        "Mend the line; the head of the file says what belongs there"});
    };
    try {
      const YAML::Node root = YAML::LoadFile(file.string());
      only_keys(root, {"vocabularies"});
      for (const auto& each : root["vocabularies"]) all.push_back(read_one(each, kinds));
    } catch (const Wrong& fault) { report(fault.what, fault.line); } catch (const YAML::Exception& fault) {
      report(fault.msg, fault.mark.line + 1);
    }
  }
  return all;
}

void use_embedded(core::Document& document, const std::vector<const core::EmbeddedData*>& data,
                  const std::vector<Vocabulary>& vocabularies, const DocumentTemplate& kind) {
  if (data.empty() || document.pages.empty()) return;
  const Applying all = applying(data, vocabularies, kind.kind);
  if (all.empty()) return;
  const PageText page(document);
  for (const FieldTemplate& field : kind.fields)
    if (const auto word = word_of(field, all, page)) {
      const auto [at, fresh] = document.fields.try_emplace(field.name);
      take(at->second, fresh, *word, document);
    }
  use_rows(document, all, kind, page);
}

}  // namespace claimpack::extract
