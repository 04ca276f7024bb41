#include "extract/decode.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <unordered_map>

namespace claimpack::extract {

namespace {

using Kind = core::Sum::Kind;

constexpr double cost_max = 12;         // of all changes that a sum asks for
constexpr double margin = 2;            // e^2: another explanation is at least seven times less likely
constexpr double sum_only_max = 4;      // of a change that nothing but the sum asks for: a row that was not found looks the same
constexpr double total_prior = 1;       // totals are printed larger and read better than cells
constexpr std::size_t triple_max = 90;  // readings among which three changes are sought

struct State {
  std::vector<Assignment> ways;  // cheapest first; found when first needed
  Assignment now;
  bool sound = false;   // its product holds as it was read
  bool summed = false;  // a sum that holds asks for this amount
};

struct Change {
  std::size_t row = 0;
  Myriad delta = 0;
  double cost = 0;
  Assignment to;
  bool vouched = false;  // the row's product asks for it too
};

struct Explanation {
  std::vector<Change> changes;
  double cost = FigureCell::never;
};

// Keeps the cheapest explanation and how dear the next different one is.
class Best {
 public:
  void offer(std::vector<Change> changes) {
    double cost = 0;
    for (const auto& change : changes) cost += change.cost;
    if (cost >= cost_max) return;
    std::sort(changes.begin(), changes.end(), [](const Change& a, const Change& b) { return a.row < b.row; });
    if (!best_.changes.empty() && equal(changes, best_.changes)) {
      best_.cost = std::min(best_.cost, cost);
      return;
    }
    if (cost < best_.cost) {
      next_ = best_.cost;
      best_ = {std::move(changes), cost};
    } else {
      next_ = std::min(next_, cost);
    }
  }
  // `rival`: the cost of an explanation from outside.
  const Explanation* decided(double rival) const {
    if (best_.changes.empty() || best_.cost > cost_max || std::min(next_, rival) - best_.cost < margin) return nullptr;
    const bool credible = std::all_of(best_.changes.begin(), best_.changes.end(),
                                      [](const Change& change) { return change.vouched || change.cost < sum_only_max; });
    return credible ? &best_ : nullptr;
  }
  double cost() const { return best_.cost; }

 private:
  Explanation best_;
  double next_ = FigureCell::never;

  static bool equal(const std::vector<Change>& a, const std::vector<Change>& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](const Change& x, const Change& y) { return x.row == y.row && x.delta == y.delta; });
  }
};

class Decoder {
 public:
  explicit Decoder(FoundTable& table) : table_(table), states_(table.rows.size()) {
    for (std::size_t i = 0; i < states_.size(); ++i) {
      State& state = states_[i];
      const RowFigures& figures = table.rows[i].figures;
      state.now = as_read(figures);
      state.sound = state.now.product == Product::holds;
      if (state.sound || state.now.product == Product::loosely) continue;
      if (!figures.has_price || !figures.has_quantity) continue;
      state.now = settled(figures, ways(i));
    }
  }

  long long sum_fen() const {
    long long sum = 0;
    for (const auto& state : states_) {
      if (!state.now.amount) return 0;
      sum += *state.now.amount / 100;
    }
    return sum;
  }

  std::vector<core::Sum> sums(const std::optional<PrintedTotal>& total) {
    std::vector<core::Sum> out;
    for (const Kind kind : {Kind::category, Kind::day, Kind::page, Kind::carried, Kind::cumulative, Kind::total})
      of_kind(kind, out);
    if (total) whole(*total, out);
    for (std::size_t i = 0; i < states_.size(); ++i) refine(i);
    return out;
  }

  void write_back() {
    for (std::size_t i = 0; i < states_.size(); ++i) {
      FoundRow& row = table_.rows[i];
      write(states_[i].now, row.figures, states_[i].summed, row.cells);
    }
  }

  // Testimonies of the sums, after the cells have their values.
  void testify(const std::vector<core::Sum>& sums) {
    for (std::size_t s = 0; s < sums.size(); ++s)
      for (const std::size_t i : spans_[s]) testify(sums[s], i);
  }

 private:
  FoundTable& table_;
  std::vector<State> states_;
  std::vector<std::vector<std::size_t>> spans_;  // the rows of each sum given out

  const std::vector<Assignment>& ways(std::size_t i) {
    State& state = states_[i];
    if (state.ways.empty()) state.ways = state.sound ? sound_ways(i) : assignments_of(table_.rows[i].figures);
    return state.ways;
  }

  // Of a row whose product holds as it was read only one other way is worth a thought: price and amount both lost their
  // point.
  std::vector<Assignment> sound_ways(std::size_t i) const {
    const RowFigures& figures = table_.rows[i].figures;
    const Assignment& now = states_[i].now;
    std::vector<Assignment> ways{now};
    if (figures.unit_price.pointed() || figures.amount.pointed() || figures.amount.sure()) return ways;
    if (*now.amount % (100 * myriad) == 0) return ways;  // round figures are printed without a point, too
    Assignment way = now;
    way.unit_price = *now.unit_price / 100, way.amount = *now.amount / 100;
    way.cost = figures.unit_price.cost_of(*way.unit_price) + figures.amount.cost_of(*way.amount);
    ways.push_back(way);
    return ways;
  }

  using Rows = std::vector<std::size_t>;

  Rows rows_where(std::size_t begin, std::size_t end, const std::function<bool(const FoundRow&)>& belongs) const {
    Rows rows;
    for (std::size_t i = begin; i < std::min(end, table_.rows.size()); ++i)
      if (belongs(table_.rows[i])) rows.push_back(i);
    return rows;
  }

  static bool in_category(const FoundRow& row, const std::string& category) {
    const auto cell = row.cells.find("category");
    return cell != row.cells.end() && cell->second.value == category;
  }

  // What a line may span, likeliest first.
  std::vector<Rows> scopes_of(std::size_t s) const {
    const SumLine& line = table_.sums[s];
    const auto any = [](const FoundRow&) { return true; };
    std::size_t last = 0;
    for (std::size_t other = 0; other < s; ++other)
      if (table_.sums[other].kind == line.kind) last = std::max(last, table_.sums[other].before);
    std::vector<Rows> scopes;
    const auto add = [&](Rows rows) { scopes.push_back(std::move(rows)); };
    const Rows since = rows_where(last, line.before, any), so_far = rows_where(0, line.before, any);
    const Rows page = rows_where(0, line.before, [&](const FoundRow& row) { return row.page == line.page; });
    const int group = line.before > 0 ? table_.rows[line.before - 1].group : 0;
    const Rows grouped = rows_where(0, line.before, [&](const FoundRow& row) { return row.group == group; });
    switch (line.kind) {
      case Kind::category:
      case Kind::day:
        if (!line.category.empty())
          add(rows_where(0, table_.rows.size(), [&](const FoundRow& row) { return in_category(row, line.category); }));
        else add(since);  // so that all lines of a kind have as many scopes
        add(since), add(grouped), add(page), add(so_far);
        break;
      case Kind::page: add(page), add(since), add(so_far); break;
      case Kind::carried:
        add(rows_where(0, table_.rows.size(), [&](const FoundRow& row) { return row.page < line.page; }));
        break;
      case Kind::cumulative: add(so_far), add(page); break;
      case Kind::total: add(rows_where(0, table_.rows.size(), any)), add(so_far), add(since), add(grouped), add(page); break;
    }
    return scopes;
  }

  Myriad sum_of(const Rows& rows) const {
    Myriad sum = 0;
    for (const std::size_t i : rows) sum += states_[i].now.amount.value_or(0);
    return sum;
  }
  bool complete(const Rows& rows) const {
    return std::all_of(rows.begin(), rows.end(), [&](std::size_t i) { return states_[i].now.amount.has_value(); });
  }

  // All lines of a kind on one paper span the same: the scope under which most of them come out.
  void of_kind(Kind kind, std::vector<core::Sum>& out) {
    std::vector<std::size_t> lines;
    for (std::size_t s = 0; s < table_.sums.size(); ++s)
      if (table_.sums[s].kind == kind && table_.sums[s].printed.read()) lines.push_back(s);
    std::map<std::size_t, std::vector<Rows>> scopes;
    std::size_t most = 0;
    for (const std::size_t s : lines) scopes[s] = scopes_of(s), most = std::max(most, scopes[s].size());
    std::size_t best = 0;
    int best_holds = -1;
    for (std::size_t k = 0; k < most; ++k) {
      int holds = 0;
      for (const std::size_t s : lines) {
        const auto& all = scopes[s];
        holds += !all[k].empty() && sum_of(all[k]) == *table_.sums[s].printed.read();
      }
      if (holds > best_holds) best = k, best_holds = holds;
    }
    for (const std::size_t s : lines) {
      const Rows rows = scopes[s][best];
      if (rows.empty()) continue;
      const SumLine& line = table_.sums[s];
      settle(line.kind, line.label, line.printed, line.field, rows, out);
    }
  }

  void whole(const PrintedTotal& total, std::vector<core::Sum>& out) {
    Rows rows;
    for (std::size_t i = 0; i < table_.rows.size(); ++i) rows.push_back(i);
    if (rows.empty()) return;
    const auto figures = total.figures.read();
    const bool agree = figures && total.words && *figures == *total.words;
    FigureCell printed = total.figures;
    if (agree || (total.words && (!figures || sum_of(rows) == *total.words))) printed = exactly(*total.words);
    if (printed.read()) settle(Kind::total, total.field.text, printed, total.field, rows, out);
  }

  static FigureCell exactly(Myriad value) {
    std::vector<FigureCell::Sign> signs;
    for (const char c : format_myriad(value, 2)) signs.push_back({char32_t(c), 1, {}});
    return FigureCell(Type::money, std::move(signs), true);
  }

  void settle(Kind kind, const std::string& label, const FigureCell& printed, const core::Field& field, const Rows& rows,
              std::vector<core::Sum>& out) {
    core::Sum sum;
    sum.kind = kind, sum.label = label, sum.page = field.page, sum.box = field.box, sum.rows = int(rows.size());
    Myriad target = *printed.read();
    if (sum_of(rows) != target || !complete(rows)) {
      Best best;
      explain(rows, target, best);
      // Or the print of the sum itself was misread.
      const double misread = complete(rows) ? printed.cost_of(sum_of(rows)) + total_prior : FigureCell::never;
      if (const auto* found = best.decided(misread)) take(found->changes);
      else if (misread < sum_only_max && best.cost() - misread >= margin) target = sum_of(rows);
    }
    const Myriad made = sum_of(rows);
    sum.printed = format_myriad(target, 2), sum.computed = format_myriad(made, 2);
    sum.holds = made == target && complete(rows);
    if (sum.holds)
      for (const std::size_t i : rows) states_[i].summed = true;
    out.push_back(std::move(sum));
    spans_.push_back(rows);
  }

  void take(const std::vector<Change>& changes) {
    for (const auto& change : changes) states_[change.row].now = change.to;
  }

  // A sum vouches for the amount, so that quantity or price is what makes the product fail.
  void refine(std::size_t i) {
    State& state = states_[i];
    if (!state.summed || state.now.product != Product::fails) return;
    const Assignment *best = nullptr, *next = nullptr;
    for (const auto& way : ways(i)) {
      if (way.product != Product::holds || way.amount != state.now.amount) continue;
      if (!best) best = &way;
      else if (!next) next = &way;
    }
    if (best && best->cost < broken && (!next || next->cost - best->cost >= margin)) state.now = *best;
  }

  // Rows that a product or another sum already vouches for are changed last.
  double lock(std::size_t i) const {
    const State& state = states_[i];
    return (state.summed ? 8.0 : 0.0) + (state.sound ? 1.0 : 0.0);
  }

  std::vector<Change> changes_of(const Rows& rows) {
    std::vector<Change> all;
    for (const std::size_t i : rows) {
      const State& state = states_[i];
      const Myriad current = state.now.amount.value_or(0);
      std::map<Myriad, Change> by_delta;
      for (const auto& way : ways(i)) {
        if (!way.amount || *way.amount == current) continue;
        const Change change = change_to(i, way);
        if (change.cost >= cost_max) continue;
        const auto [at, fresh] = by_delta.emplace(change.delta, change);
        if (!fresh && change.cost < at->second.cost) at->second = change;
      }
      for (auto& [delta, change] : by_delta) all.push_back(std::move(change));
    }
    return all;
  }

  // A row changed to whatever the sum still asks for.
  Change open(std::size_t i, Myriad delta) const {
    const Myriad current = states_[i].now.amount.value_or(0);
    return change_to(i, with_amount(table_.rows[i].figures, current + delta));
  }

  Change change_to(std::size_t i, const Assignment& way) const {
    const Assignment& now = states_[i].now;
    return {i, *way.amount - now.amount.value_or(0), std::max(0.1, way.cost - now.cost) + lock(i), way,
            way.product == Product::holds};
  }

  bool suspect(std::size_t i) const { return !states_[i].now.amount || states_[i].now.product == Product::fails; }

  void explain(const Rows& rows, Myriad target, Best& best) {
    const Myriad rest = target - sum_of(rows);
    const auto lost = std::count_if(rows.begin(), rows.end(), [&](std::size_t i) { return !states_[i].now.amount; });
    const auto offer = [&](std::vector<Change> changes) {
      const auto filled =
          std::count_if(changes.begin(), changes.end(), [&](const Change& c) { return !states_[c.row].now.amount; });
      if (filled == lost) best.offer(std::move(changes));
    };
    const auto all = changes_of(rows);
    for (const std::size_t i : rows)
      if (rest != 0 && !states_[i].sound) offer({open(i, rest)});
    std::unordered_map<Myriad, std::vector<const Change*>> by_delta;
    for (const auto& change : all) by_delta[change.delta].push_back(&change);
    for (const auto& change : all) {
      const auto other = by_delta.find(rest - change.delta);
      if (other == by_delta.end()) continue;
      for (const Change* second : other->second)
        if (second->row > change.row) offer({change, *second});
    }
    int suspects = 0;
    for (const std::size_t i : rows) {
      if (!suspect(i) || ++suspects > 4) continue;
      for (const auto& change : all)
        if (change.row != i && change.cost < cost_max / 2 && change.delta != rest) offer({change, open(i, rest - change.delta)});
    }
    if (all.size() > triple_max) return;
    for (std::size_t a = 0; a < all.size(); ++a)
      for (std::size_t b = a + 1; b < all.size(); ++b) {
        if (all[a].row == all[b].row || all[a].cost + all[b].cost >= cost_max) continue;
        const auto third = by_delta.find(rest - all[a].delta - all[b].delta);
        if (third == by_delta.end()) continue;
        for (const Change* c : third->second)
          if (c->row > std::max(all[a].row, all[b].row)) offer({all[a], all[b], *c});
      }
  }

  void testify(const core::Sum& sum, std::size_t i) {
    core::Row& row = table_.rows[i].cells;
    const auto cell = row.find("amount");
    if (cell == row.end()) return;
    core::Field& field = cell->second;
    const core::Witness by = sum.kind == Kind::total                               ? core::Witness::column_sum
                             : sum.kind == Kind::category || sum.kind == Kind::day ? core::Witness::category_sum
                                                                                   : core::Witness::page_carry;
    const State& state = states_[i];
    if (sum.holds) {
      field.witnesses.push_back({by, true, "Σ = " + sum.printed});
      if (field.source != core::Source::derived) field.confidence = std::max(field.confidence, 0.97);
      return;
    }
    // A row that its product or another sum vouches for is not what makes this one fail.
    if (state.summed || state.sound) return;
    field.witnesses.push_back({by, false, "Σ = " + sum.computed + " ≠ " + sum.printed});
    field.confidence = std::min(field.confidence, 0.6);
  }
};

// 1 -> quantity as counts are printed and the price with its point, -1 -> the other way round, 0 -> neither.
int way_round(const FoundRow& row) {
  if (!row.figures.quantity.read() || !row.figures.unit_price.read()) return 0;
  return int(row.figures.unit_price.pointed()) - int(row.figures.quantity.pointed());
}

// Quantity and price that stand in each other's column: the product is the same, so only their print tells. A row that is
// the other way round than the table's others is turned, and so is a whole table.
void turn_swapped(FoundTable& table) {
  int right = 0, wrong = 0;
  for (const auto& row : table.rows) right += way_round(row) > 0, wrong += way_round(row) < 0;
  if (wrong == 0 || (right < 3 && (right > 0 || wrong < 3))) return;
  if (right > 0 && wrong > right) return;
  for (auto& row : table.rows) {
    if (way_round(row) >= 0) continue;
    std::swap(row.figures.quantity, row.figures.unit_price);
    core::Field &quantity = row.cells["quantity"], &price = row.cells["unit_price"];
    std::swap(quantity, price);
    quantity.read_first = price.value, price.read_first = quantity.value;
    quantity.value = format_myriad(*row.figures.quantity.read(), 0);
    price.value = format_myriad(*row.figures.unit_price.read(), 2);
    for (core::Field* field : {&quantity, &price})
      field->source = core::Source::derived, field->confidence = std::min(field->confidence, 0.9);
  }
}

}  // namespace

long long settled_sum(const FoundTable& table) {
  FoundTable copy = table;
  turn_swapped(copy);
  return Decoder(copy).sum_fen();
}

std::vector<core::Sum> decode(FoundTable& table, const std::optional<PrintedTotal>& total) {
  turn_swapped(table);
  Decoder decoder(table);
  auto sums = decoder.sums(total);
  decoder.write_back();
  decoder.testify(sums);
  return sums;
}

}  // namespace claimpack::extract
