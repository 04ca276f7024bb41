#include "extract/given.hpp"

#include <algorithm>
#include <utility>

namespace claimpack::extract {

namespace {

using core::Correction;
using core::CorrectionKind;
using core::Field;

// How often what a person keyed in is right: no count of ours yet; the station's blind samples will tell.
constexpr double person_right = 0.995;

bool same_value(const Field& field, const Correction& said) {
  if (said.flag) return field.flag == said.flag;
  if (said.is_list) return field.is_list && field.list == said.list;
  return !field.flag && !field.is_list && field.value == said.value;
}

bool same_value(const Field& a, const Field& b) {
  return a.value == b.value && a.list == b.list && a.is_list == b.is_list && a.flag == b.flag;
}

// A person's value beside what was worked out meanwhile: theirs stays, what other witnesses say of it is kept.
void hold(Field& field, const Field& said) {
  if (!same_value(field, said)) {
    field = said;
    return;
  }
  field.source = said.source, field.confidence = std::max(field.confidence, person_right);
  core::testify(field, core::Witness::reviewer, true);
}

bool says_value(const Correction& said) {
  return said.kind == CorrectionKind::set_field ||
         (said.kind == CorrectionKind::accept_field && (!said.value.empty() || said.is_list || said.flag));
}

const ColumnTemplate* column_named(const ItemsTemplate& items, const std::string& name) {
  const auto found = std::find_if(items.columns.begin(), items.columns.end(),
                                  [&](const ColumnTemplate& column) { return column.name == name && !column.internal; });
  return found == items.columns.end() ? nullptr : &*found;
}

// The row's figure of a column, which the table's arithmetic then takes for certain.
FigureCell* figure_of(RowFigures& figures, const std::string& column) {
  if (column == "quantity") return &figures.quantity;
  if (column == "unit_price") return &figures.unit_price;
  return column == "amount" ? &figures.amount : nullptr;
}

void set_figure(FoundRow& row, const ColumnTemplate& column, const Field& field) {
  FigureCell* figure = figure_of(row.figures, column.name);
  if (!figure) return;
  *figure = field.value.empty() ? FigureCell() : FigureCell::of(column.type, field);
  row.figures.has_quantity |= column.name == "quantity", row.figures.has_price |= column.name == "unit_price";
}

}  // namespace

std::string key_of(const core::Row& row, const Pages& pages) {
  core::Box box;
  int page = -1;
  for (const auto& [name, field] : row) {
    if (field.box.empty() || (page >= 0 && field.page != page)) continue;
    page = field.page, box = core::unite(box, field.box);
  }
  if (page < 0 || std::size_t(page) >= pages.size()) return {};
  return core::row_key_of(pages[std::size_t(page)]->origin, box);
}

Given::Given(const std::vector<Correction>& said, const DocumentTemplate& kind, const Pages& pages,
             std::vector<core::UnfitCorrection>& unfit)
    : said_(said), kind_(kind), pages_(pages), unfit_(unfit) {}

void Given::misfit(const Correction& said, const std::string& why) {
  if (told_.insert(said.id).second) unfit_.push_back({said.id, why});
}

int Given::page_index(const core::Origin& origin) const {
  for (std::size_t i = 0; i < pages_.size(); ++i)
    if (pages_[i]->origin == origin) return int(i);
  return -1;
}

bool Given::is_field(const core::Document& document, const std::string& name) const {
  return document.fields.count(name) || kind_.marks.count(name) ||
         std::any_of(kind_.fields.begin(), kind_.fields.end(), [&](const FieldTemplate& field) { return field.name == name; });
}

// The field as it is said; what was read before stays among the candidates.
Field Given::said_field(const Correction& said, const Field* before) const {
  Field field = before ? *before : Field{};
  const bool same = before && same_value(*before, said);
  if (!same) {
    if (before && !before->value.empty()) {
      if (std::none_of(field.candidates.begin(), field.candidates.end(), [&](const auto& c) { return c.value == before->value; }))
        field.candidates.insert(field.candidates.begin(), {before->value, before->text, before->confidence});
      field.read_first = before->value;
    }
    std::erase_if(field.witnesses, [](const core::Testimony&) { return true; });  // they spoke for what was read
    if (before && before->source == core::Source::code) core::testify(field, core::Witness::code, false, before->value);
  }
  field.value = said.value, field.list = said.list, field.is_list = said.is_list, field.flag = said.flag;
  if (!same) field.text = said.value;
  if (!same || said.kind == CorrectionKind::set_field) field.source = core::Source::reviewer;
  field.confidence = person_right;
  core::testify(field, core::Witness::reviewer, true);
  if (const int page = said.pages.empty() ? -1 : page_index(said.pages.front()); said.box && page >= 0)
    field.page = page, field.box = *said.box;
  return field;
}

void Given::set_fields(core::Document& document) {
  for (const Correction& said : said_) {
    if (core::cell_name(said.field) || said.field.empty()) continue;
    if (!is_field(document, said.field) && !held_.count(said.field)) {
      misfit(said, "这类材料没有该项：" + said.field);
      continue;
    }
    const auto found = document.fields.find(said.field);
    const Field* before = found == document.fields.end() ? nullptr : &found->second;
    if (said.kind == CorrectionKind::clear_field) {
      cleared_.insert(said.field), held_.erase(said.field);
    } else if (says_value(said)) {
      if (held_.count(said.field) && same_value(held_.at(said.field), said)) continue;
      cleared_.erase(said.field);
      Field field = said_field(said, before);
      if (!before && !document.pages.empty() && !said.box) field.page = document.pages.front().page;
      held_.insert_or_assign(said.field, std::move(field));
    } else if (before) {  // accepted as it is
      Field field = *before;
      core::testify(field, core::Witness::reviewer, true);
      held_.insert_or_assign(said.field, std::move(field));
    } else {
      misfit(said, "该项现在没有读数，无从确认");
    }
  }
  for (const std::string& name : cleared_) {
    document.fields.erase(name);
    document.absent[name] = core::Absence::not_printed;
  }
  for (const auto& [name, field] : held_) {
    const auto [at, fresh] = document.fields.try_emplace(name, field);
    if (!fresh) hold(at->second, field);
    document.absent.erase(name);
  }
}

int Given::row_named(const FoundTable& table, const Correction& said) {
  const auto exact =
      std::find_if(table.rows.begin(), table.rows.end(), [&](const FoundRow& row) { return row.key == said.row_key; });
  if (exact != table.rows.end()) return int(exact - table.rows.begin());
  // The same print, cut otherwise: by its place.
  const auto wanted = core::row_place(said.row_key);
  int best = -1;
  double most = 0.5;  // of the lower one's height that the two share
  for (std::size_t i = 0; wanted && i < table.rows.size(); ++i) {
    const auto place = core::row_place(table.rows[i].key);
    if (!place || !(place->page == wanted->page)) continue;
    const auto common = core::intersect(place->box, wanted->box);
    const double share = common.empty() ? 0 : double(common.h) / std::max(1, std::min(place->box.h, wanted->box.h));
    if (share > most) most = share, best = int(i);
  }
  if (best < 0) misfit(said, said.row_key.empty() ? "没有说明是哪一行" : "该行已不在这份材料的明细中");
  return best;
}

void Given::set_cell(const Correction& said, const ItemsTemplate& items, FoundTable& table) {
  const auto cell = core::cell_name(said.field);
  const ColumnTemplate* column = cell ? column_named(items, cell->column) : nullptr;
  if (!column) return misfit(said, "这类材料的明细没有该列：" + (cell ? cell->column : said.field));
  const int index = row_named(table, said);
  if (index < 0) return;
  FoundRow& row = table.rows[std::size_t(index)];
  const auto found = row.cells.find(column->name);
  if (said.kind == CorrectionKind::clear_field) {
    row.cells.erase(column->name);
    set_figure(row, *column, {});
    cells_[row.key].erase(column->name), cleared_cells_[row.key].insert(column->name);
    return;
  }
  Correction value = said;
  if (!says_value(said)) {  // accepted as it is
    if (found == row.cells.end()) return misfit(said, "该格现在没有读数，无从确认");
    value.value = found->second.value;
  }
  Field field = said_field(value, found == row.cells.end() ? nullptr : &found->second);
  if (found == row.cells.end() && !said.box) {
    field.page = row.page;
    if (!row.cells.empty()) field.box = row.cells.begin()->second.box;
  }
  Field certain = field;
  certain.source = core::Source::reviewer;
  set_figure(row, *column, certain);
  cleared_cells_[row.key].erase(column->name);
  cells_[row.key].insert_or_assign(column->name, field);
  row.cells.insert_or_assign(column->name, std::move(field));
}

void Given::add_row(const Correction& said, const ItemsTemplate& items, FoundTable& table) {
  int before = int(table.rows.size());
  if (!said.row_key.empty()) {
    before = row_named(table, said);
    if (before < 0) return;
  }
  FoundRow row;
  row.key = "+" + std::to_string(said.id);
  if (!table.rows.empty()) {
    const FoundRow& beside = table.rows[std::size_t(std::min(before, int(table.rows.size()) - 1))];
    row.page = beside.page, row.group = beside.group;
    row.figures.has_quantity = beside.figures.has_quantity, row.figures.has_price = beside.figures.has_price;
  } else if (const int page = page_index(said.document.page); page >= 0) {
    row.page = page;
  }
  for (const auto& [name, value] : said.cells) {
    const ColumnTemplate* column = column_named(items, name);
    if (!column) return misfit(said, "这类材料的明细没有该列：" + name);
    Correction cell = said;
    cell.kind = CorrectionKind::set_field, cell.value = value;
    Field field = said_field(cell, nullptr);
    if (!said.box) field.page = row.page;
    set_figure(row, *column, field);
    cells_[row.key][name] = field;
    row.cells[name] = std::move(field);
  }
  const bool last = before == int(table.rows.size());
  for (SumLine& sum : table.sums) sum.before += int(sum.before) > before || (last && int(sum.before) == before);
  table.rows.insert(table.rows.begin() + before, std::move(row));
}

void Given::remove_row(const Correction& said, FoundTable& table) {
  const int index = row_named(table, said);
  if (index < 0) return;
  cells_.erase(table.rows[std::size_t(index)].key);
  table.rows.erase(table.rows.begin() + index);
  for (SumLine& sum : table.sums) sum.before -= int(sum.before) > index;
}

void Given::set_rows(const ItemsTemplate& items, FoundTable& table) {
  for (FoundRow& row : table.rows) row.key = key_of(row.cells, pages_);
  for (const Correction& said : said_) {
    if (said.kind == CorrectionKind::add_item) add_row(said, items, table);
    else if (said.kind == CorrectionKind::remove_item) remove_row(said, table);
    else if (core::cell_name(said.field)) set_cell(said, items, table);
  }
}

void Given::hold_rows(core::Document& document) {
  for (std::size_t i = 0; i < document.items.size() && i < document.row_keys.size(); ++i) {
    const auto said = cells_.find(document.row_keys[i]);
    if (said != cells_.end())
      for (const auto& [column, field] : said->second) {
        const auto [at, fresh] = document.items[i].try_emplace(column, field);
        if (!fresh) hold(at->second, field);
      }
    if (const auto gone = cleared_cells_.find(document.row_keys[i]); gone != cleared_cells_.end())
      for (const std::string& column : gone->second) document.items[i].erase(column);
  }
}

void Given::set_slips(const ItemsTemplate& items, core::Document& document) {
  FoundTable table;
  for (core::Row& row : document.items) {
    FoundRow& found = table.rows.emplace_back();
    for (const auto& [name, field] : row) found.page = field.page;
    found.cells = std::move(row);
  }
  set_rows(items, table);
  document.items.clear(), document.row_keys.clear();
  for (FoundRow& row : table.rows) document.items.push_back(std::move(row.cells)), document.row_keys.push_back(row.key);
}

}  // namespace claimpack::extract
