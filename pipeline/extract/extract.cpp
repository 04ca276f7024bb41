#include "extract/extract.hpp"

#include <algorithm>
#include <optional>

#include "core/identifiers.hpp"
#include "core/money.hpp"
#include "core/text.hpp"
#include "extract/absence.hpp"
#include "extract/amounts.hpp"
#include "extract/codes.hpp"
#include "extract/embedded.hpp"
#include "extract/fields.hpp"
#include "extract/given.hpp"
#include "extract/grid.hpp"
#include "extract/pairs.hpp"
#include "extract/table.hpp"
#include "extract/template.hpp"
#include "extract/tokens.hpp"
#include "extract/values.hpp"
#include "extract/words.hpp"

namespace claimpack::extract {

namespace {

// Numbers at the foot or head: "第2页 共3页", "2/3".
void read_page_numbers(const core::Sheet& sheet, const std::vector<const core::Reading*>& pages, core::Document& document) {
  for (const auto& sheet_page : sheet.pages) {
    int number = 0;
    for (const auto& line : pages[std::size_t(sheet_page.page)]->lines) {
      const std::u32string text = core::to_u32(core::without_blanks(core::fold_width(line.text)));
      const auto read = [&](std::u32string_view before, char32_t after) {
        const auto at = text.find(before);
        if (at == text.npos) return 0;
        int value = 0;
        std::size_t i = at + before.size();
        while (i < text.size() && text[i] >= U'0' && text[i] <= U'9' && value < 1000) value = value * 10 + int(text[i++] - U'0');
        return i < text.size() && text[i] == after ? value : 0;
      };
      if (const int n = read(U"第", U'页')) number = n;
      if (const int n = read(U"共", U'页')) document.pages_printed = std::max(document.pages_printed, n);
    }
    document.page_numbers.push_back(number);
  }
}

void gather_marks(const core::Sheet& sheet, const std::vector<const core::Reading*>& pages, core::Document& document) {
  for (const auto& sheet_page : sheet.pages) {
    const core::Reading& page = *pages[std::size_t(sheet_page.page)];
    const auto on_part = [&](const core::Box& place) {
      return !sheet_page.part || !core::intersect(place, *sheet_page.part).empty();
    };
    for (const auto& seal : page.seals)
      if (on_part(seal.upright))
        document.seals.push_back({sheet_page.page, seal.box, seal.text, seal.colour, seal.shape, seal.confidence});
    for (const auto& signature : page.signatures)
      if (on_part(signature.upright)) document.signatures.push_back({sheet_page.page, signature.box, "", ""});
    for (const auto& code : page.codes)
      if (on_part(code.upright)) document.codes.push_back(code);
    for (const auto& line : page.lines)
      if (on_part(line.upright)) document.all_text += line.text + "\n";
  }
}

void set_marks(const DocumentTemplate& kind, core::Document& document) {
  const std::string text = core::without_blanks(document.all_text);
  for (const auto& [name, words] : kind.marks) {
    core::Field field;
    field.flag = std::any_of(words.begin(), words.end(),
                             [&](const std::u32string& word) { return text.find(core::to_utf8(word)) != text.npos; });
    field.confidence = 0.95;
    field.source = core::Source::derived;
    field.page = document.pages.empty() ? 0 : document.pages.front().page;
    document.fields[name] = std::move(field);
  }
}

// A seal names its owner: where the print under it is lost, or reads worse than the seal does.
void use_seals(core::Document& document) {
  FieldTemplate as_hospital;
  as_hospital.type = Type::hospital;
  const core::Document::PageMark* best = nullptr;
  std::string name;
  for (const auto& seal : document.seals) {
    // Of the characters of seals read with less, a quarter and more are wrong.
    if (seal.confidence < 0.85) continue;
    const auto value = read_value(as_hospital, core::to_u32(core::without_blanks(core::fold_width(seal.text))));
    if (!value || (best && value->value.size() <= name.size())) continue;
    best = &seal, name = value->value;
  }
  if (!best) return;
  auto [at, fresh] = document.fields.try_emplace("hospital_name");
  core::Field& field = at->second;
  if (!fresh && field.value == name) core::testify(field, core::Witness::seal, true, name);
  if (!fresh && (field.confidence >= 0.9 || field.value == name)) return;
  const auto print = core::to_u32(field.value), seal = core::to_u32(name);
  if (!fresh && core::edit_distance(print, seal) * 2 > int(std::max(print.size(), seal.size()))) return;
  if (!fresh) field.candidates.push_back({field.value, field.text, field.confidence}), field.read_first = field.value;
  field.witnesses.clear();
  core::testify(field, core::Witness::seal, true, name);
  field.value = field.text = name, field.page = best->page, field.box = best->box;
  field.confidence = std::max(field.confidence, 0.75), field.source = core::Source::derived;
}

std::vector<const core::EmbeddedData*> embedded_in(const core::Sheet& sheet, const std::vector<const core::Reading*>& pages) {
  std::vector<const core::EmbeddedData*> all;
  for (const auto& sheet_page : sheet.pages)
    for (const auto& data : pages[std::size_t(sheet_page.page)]->embedded) all.push_back(&data);
  return all;
}

// A value that the page shows otherwise than its file says is nobody's to accept, whoever else agrees.
void distrust_altered(const std::vector<const core::Reading*>& pages, core::Document& document) {
  constexpr double nobodys = 0.5;
  const auto look_at = [&](core::Field& field) {
    if (field.box.empty()) return;
    for (const auto& fault : pages[std::size_t(field.page)]->faults) {
      const bool says_otherwise = fault.kind == core::TextFault::Kind::altered || fault.kind == core::TextFault::Kind::hidden;
      if (!says_otherwise || core::intersect(field.box, fault.box).area() * 3 <= field.box.area()) continue;
      field.confidence = std::min(field.confidence, nobodys);
      std::erase_if(field.witnesses, [](const core::Testimony& t) { return t.by == core::Witness::second_reader; });
      core::testify(field, core::Witness::second_reader, false, fault.shows);
    }
  };
  for (auto& [name, field] : document.fields) look_at(field);
  for (auto& row : document.items)
    for (auto& [name, field] : row) look_at(field);
}

// The total that the rows should make: in figures, in words.
std::optional<PrintedTotal> printed_total(const core::Document& document) {
  PrintedTotal total;
  const auto figures = document.fields.find("total_amount"), words = document.fields.find("total_amount_words");
  if (words != document.fields.end()) {
    if (const auto said = core::parse_money_words(words->second.value)) total.words = said->fen * 100;
    total.field = words->second;
  }
  if (figures != document.fields.end()) {
    // A total that was itself worked out from the words is no second voice.
    if (figures->second.source != core::Source::derived || !total.words)
      total.figures = FigureCell::of(Type::money, figures->second);
    total.field = figures->second;
  }
  if (!total.words && !total.figures.read()) return {};
  return total;
}

// The rows with what their products and sums say, and the record of the sums.
void use_table(const ItemsTemplate& items, FoundTable& table, Given& given, core::Document& document) {
  given.set_rows(items, table);
  if (table.rows.empty()) return;
  document.sums = decode(table, printed_total(document));
  for (auto& row : table.rows) {
    if (!row.cells.count("amount") && !row.cells.count("unit_price") && !row.key.starts_with('+')) continue;
    for (const auto& column : items.columns)
      if (column.internal) row.cells.erase(column.name);
    document.items.push_back(std::move(row.cells));
    document.row_keys.push_back(row.key);
  }
  given.hold_rows(document);
}

// The kind's template as the hospital that the paper names refines it.
const DocumentTemplate& as_printed_by(const Templates& templates, const DocumentTemplate& kind, const core::Document& document) {
  if (templates.refined.empty()) return kind;
  const std::string text = core::without_blanks(core::fold_width(document.all_text));
  for (const auto& each : templates.refined)
    if (each.document.kind == kind.kind && text.find(each.hospital) != text.npos) return each.document;
  return kind;
}

}  // namespace

// What of a sheet no correction changes.
class FoundSheet {
 public:
  Pages pages;
  const Templates* templates = nullptr;
  const DocumentTemplate* kind = nullptr;  // null: nobody has a template of this kind
  core::Sheet sheet;
  core::Document document;  // with what labels and places gave
  std::vector<Token> tokens;
  FoundTable table;
  JudgedCells judged;
};

std::shared_ptr<FoundSheet> find(const core::Sheet& sheet, const std::vector<const core::Reading*>& pages,
                                 const Templates& templates) {
  auto made = std::make_shared<FoundSheet>();
  made->pages = pages, made->templates = &templates, made->sheet = sheet;
  core::Document& document = made->document;
  document.kind = sheet.kind, document.subtype = sheet.subtype, document.confidence = sheet.confidence,
  document.pages = sheet.pages;
  gather_marks(sheet, pages, document);
  read_page_numbers(sheet, pages, document);
  const auto found = templates.by_kind.find(sheet.kind == "other" && !sheet.subtype.empty() ? sheet.subtype : sheet.kind);
  if (found == templates.by_kind.end()) return made;
  made->kind = &as_printed_by(templates, found->second, document);
  const DocumentTemplate& kind = *made->kind;
  std::vector<Token>& tokens = made->tokens;
  tokens = tokens_of(sheet, pages);
  if (kind.items.present && kind.items.slips) document.items = find_slips(kind.items, tokens);
  else if (kind.items.present) made->table = find_bill_rows(kind.items, tokens);
  const auto hits = find_labels(kind, tokens);
  document.fields = find_fields(kind, tokens, hits, settled_sum(made->table));
  find_by_grid(kind, tokens, hits, document.fields);
  document.absent = find_absences(kind, tokens, hits, document.fields);
  set_marks(kind, document);
  return made;
}

core::Document finish(FoundSheet& found, const std::vector<core::Correction>& said, std::vector<core::UnfitCorrection>& unfit) {
  core::Document document = found.document;
  if (!found.kind) {
    for (const core::Correction& each : said) unfit.push_back({each.id, "这类材料没有可填的项"});
    return document;
  }
  const DocumentTemplate& kind = *found.kind;
  Given given(said, kind, found.pages, unfit);
  FoundTable table = found.table;
  use_codes(document);
  given.set_fields(document);
  mend_amounts(document);
  given.set_fields(document);
  if (kind.items.present && kind.items.slips) given.set_slips(kind.items, document);
  else use_table(kind.items, table, given, document);
  // Knows the rows that were read.
  use_embedded(document, embedded_in(found.sheet, found.pages), found.templates->vocabularies, kind);
  const bool named =
      std::any_of(kind.fields.begin(), kind.fields.end(), [](const FieldTemplate& f) { return f.name == "hospital_name"; });
  if (named) use_seals(document);
  distrust_altered(found.pages, document);
  for (const auto& [name, field] : document.fields) document.absent.erase(name);
  // Rows that only the file itself has were added behind the table.
  for (std::size_t i = document.row_keys.size(); i < document.items.size(); ++i)
    document.row_keys.push_back(key_of(document.items[i], found.pages));
  if (found.templates->lexicons) use_lexicons(kind, found.tokens, *found.templates->lexicons, found.judged, document);
  if (!given.empty()) given.set_fields(document), given.hold_rows(document);
  return document;
}

core::Document extract(const core::Sheet& sheet, const std::vector<const core::Reading*>& pages, const Templates& templates) {
  std::vector<core::UnfitCorrection> unfit;
  return extract(sheet, pages, templates, {}, unfit);
}

core::Document extract(const core::Sheet& sheet, const std::vector<const core::Reading*>& pages, const Templates& templates,
                       const std::vector<core::Correction>& said, std::vector<core::UnfitCorrection>& unfit) {
  return finish(*find(sheet, pages, templates), said, unfit);
}

}  // namespace claimpack::extract
