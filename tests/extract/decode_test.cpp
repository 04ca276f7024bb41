// Constraint decoding: true tables with one kind of misreading put in, and what becomes of each. What is left wrong must be
// marked; what was right must stay right.
#include "extract/decode.hpp"

#include <algorithm>
#include <cstdint>
#include <ctime>
#include <functional>
#include <iostream>

#include "catch.hpp"
#include "core/text.hpp"

namespace claimpack::extract {

namespace {

struct Dice {
  std::uint64_t state;
  int upto(int n) {
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    return int((state >> 33) % std::uint64_t(n));
  }
};

struct Printed {
  std::string quantity, unit_price, amount;
};

struct Read {
  std::string text;  // empty: nothing was read
  double probability = 0.99;
};

FigureCell figure(Type type, const Read& read) {
  std::vector<FigureCell::Sign> signs;
  for (const char32_t c : core::to_u32(read.text)) signs.push_back({c, read.probability, {}});
  return FigureCell(type, std::move(signs));
}

void put(core::Row& row, const char* name, Type type, const Read& read, FigureCell& into) {
  into = figure(type, read);
  if (!into.read()) {
    into = FigureCell();
    return;
  }
  core::Field field;
  field.value = format_myriad(*into.read(), type == Type::quantity ? 0 : 2), field.text = read.text;
  field.confidence = read.probability;
  row[name] = std::move(field);
}

FoundRow row_of(const Read& quantity, const Read& price, const Read& amount) {
  FoundRow row;
  row.figures.has_quantity = row.figures.has_price = true;
  row.cells["name"].value = "静脉输液";
  put(row.cells, "quantity", Type::quantity, quantity, row.figures.quantity);
  put(row.cells, "unit_price", Type::price, price, row.figures.unit_price);
  put(row.cells, "amount", Type::money, amount, row.figures.amount);
  return row;
}

FoundRow bill_row(const Read& amount) {
  FoundRow row;
  row.cells["name"].value = "西药费";
  put(row.cells, "amount", Type::money, amount, row.figures.amount);
  return row;
}

SumLine sum_line(core::Sum::Kind kind, Myriad value, std::size_t before) {
  SumLine line;
  line.kind = kind, line.before = before, line.printed = figure(Type::money, {format_myriad(value, 2)});
  return line;
}

PrintedTotal total_of(Myriad value) {
  PrintedTotal total;
  total.figures = figure(Type::money, {format_myriad(value, 2)});
  return total;
}

std::vector<Printed> true_rows(Dice& dice, int n) {
  std::vector<Printed> rows;
  for (int i = 0; i < n; ++i) {
    const Myriad quantity = 1 + (dice.upto(3) ? dice.upto(9) : dice.upto(28)),
                 price = (dice.upto(4) ? 100 + 10 * dice.upto(6000) : 20000 + 100 * dice.upto(2000)) * 100;
    rows.push_back({std::to_string(quantity), format_myriad(price, 2), format_myriad(quantity * price, 2)});
  }
  return rows;
}

Myriad sum_of(const std::vector<Printed>& rows, std::size_t begin, std::size_t end) {
  Myriad sum = 0;
  for (std::size_t i = begin; i < end; ++i) sum += *parse_myriad(rows[i].amount);
  return sum;
}

// The kinds of misreading.
struct Fault {
  const char* name;
  std::function<Read(const std::string&, Dice&)> put_in;
};

std::string exchanged(std::string text, std::size_t at, char c) {
  text[at] = c;
  return text;
}

std::size_t some_digit(const std::string& text, Dice& dice) {
  std::size_t at = 0;
  do at = std::size_t(dice.upto(int(text.size())));
  while (text[at] == '.');
  return at;
}

const std::vector<Fault> faults = {
    {"a figure for one like it",
     [](const std::string& text, Dice& dice) {
       static const std::string from = "0123456789", to = "8777396030";
       const std::size_t at = some_digit(text, dice);
       return Read{exchanged(text, at, to[from.find(text[at])]), 0.8};
     }},
    {"a sure wrong figure",
     [](const std::string& text, Dice& dice) {
       const std::size_t at = some_digit(text, dice);
       return Read{exchanged(text, at, char('0' + (text[at] - '0' + 1 + dice.upto(9)) % 10)), 0.99};
     }},
    {"a letter for a figure",
     [](const std::string& text, Dice& dice) {
       static const std::string from = "0158 2", to = "OlSB Z";
       for (std::size_t tries = 0, at = some_digit(text, dice); tries < text.size(); ++tries, at = (at + 1) % text.size())
         if (from.find(text[at]) != from.npos) return Read{exchanged(text, at, to[from.find(text[at])]), 0.7};
       return Read{text, 0.99};
     }},
    {"the point lost",
     [](const std::string& text, Dice&) {
       const auto point = text.find('.');
       return Read{point == text.npos ? text : text.substr(0, point) + text.substr(point + 1), 0.95};
     }},
    {"the point moved",
     [](const std::string& text, Dice&) {
       const auto point = text.find('.');
       if (point == text.npos || point < 2) return Read{text, 0.99};
       std::string moved = text;
       std::swap(moved[point], moved[point - 1]);
       return Read{moved, 0.95};
     }},
    {"the first figure lost at a border",
     [](const std::string& text, Dice&) {
       return Read{text.size() > 1 && text[1] != '.' ? text.substr(1) : text, 0.98};
     }},
    {"a rule read as a 1 before it",
     [](const std::string& text, Dice&) {
       return Read{"1" + text, 0.9};
     }},
    {"a rule read as a 1 behind it",
     [](const std::string& text, Dice&) {
       return Read{text + "1", 0.9};
     }},
    {"not read at all",
     [](const std::string&, Dice&) {
       return Read{"", 0};
     }},
};

struct Tally {
  int put_in = 0, repaired = 0, flagged = 0, silent = 0, spoiled = 0;
};

bool marked(const core::Field& field) {
  return field.confidence < 0.95 ||
         std::any_of(field.witnesses.begin(), field.witnesses.end(), [](const core::Testimony& t) { return !t.agrees; });
}

bool equals(const core::Row& row, const char* name, const std::string& truth) {
  const auto cell = row.find(name);
  return cell != row.end() && parse_myriad(cell->second.value) == parse_myriad(truth);
}

// One cell of a table is misread; then what became of it and of all others.
void judge(const FoundTable& table, const std::vector<Printed>& truth, std::size_t where, const char* which, Tally& tally) {
  ++tally.put_in;
  for (std::size_t i = 0; i < truth.size(); ++i)
    for (const auto& [name, value] : {std::pair<const char*, std::string>{"quantity", truth[i].quantity},
                                      {"unit_price", truth[i].unit_price},
                                      {"amount", truth[i].amount}}) {
      const core::Row& row = table.rows[i].cells;
      if (std::string(name) != "amount" && !table.rows[i].figures.has_price) continue;
      const bool right = equals(row, name, value), injected = i == where && std::string(name) == which;
      const auto cell = row.find(name);
      if (injected && right) ++tally.repaired;
      else if (injected && (cell == row.end() || marked(cell->second))) ++tally.flagged;
      else if (!right && cell != row.end() && !marked(cell->second)) ++tally.silent;
      else if (!right) ++tally.spoiled;
    }
}

FoundTable misread(const std::vector<Printed>& truth, std::size_t where, const std::string& which, const Fault& fault,
                   Dice& dice) {
  FoundTable table;
  for (std::size_t i = 0; i < truth.size(); ++i) {
    Read q{truth[i].quantity}, p{truth[i].unit_price}, a{truth[i].amount};
    if (i == where) {
      Read& read = which == "quantity" ? q : which == "unit_price" ? p : a;
      read = fault.put_in(read.text, dice);
    }
    table.rows.push_back(row_of(q, p, a));
  }
  return table;
}

}  // namespace

TEST_CASE("figures: what a cell may have been") {
  CHECK(parse_myriad("3.5") == 35000);
  CHECK(parse_myriad("-1,234.50") == -12345000);
  CHECK_FALSE(parse_myriad("1.2.3"));
  CHECK_FALSE(parse_myriad(""));
  CHECK_FALSE(parse_myriad("999999999999999"));
  CHECK(format_myriad(35000, 2) == "3.50");
  CHECK(format_myriad(975, 2) == "0.0975");
  CHECK(format_myriad(-20000, 0) == "-2");
  const auto lost_point = figure(Type::money, {"3440"});
  const auto readings = lost_point.readings(3);
  REQUIRE(readings.size() == 3);
  CHECK(readings[0].value == 34400000);
  CHECK(readings[1].value == 344000);
  // Likeness and the reader's doubt make an exchange cheaper, sureness dearer.
  CHECK(figure(Type::money, {"38.00", 0.6}).cost_of(330000) < figure(Type::money, {"38.00", 0.99}).cost_of(330000));
  CHECK(figure(Type::money, {"38.00"}).cost_of(330000) < figure(Type::money, {"38.00"}).cost_of(340000));
  CHECK(figure(Type::quantity, {""}).cost_of(10000) == FigureCell::nothing_read);
  CHECK(FigureCell(Type::money, {{U'5', 1, {}}}, true).cost_of(60000) == FigureCell::never);
}

TEST_CASE("a row's product: exact, rounded, wrong, refunded") {
  CHECK(product_of(20000, 125000, 250000) == Product::holds);
  CHECK(product_of(1200000, 975, 117000) == Product::holds);
  CHECK(product_of(-10000, 125000, -125000) == Product::holds);
  CHECK(product_of(30000, 33300, 100000) == Product::loosely);  // 3 × 3.333
  CHECK(product_of(20000, 125000, 260000) == Product::fails);
  CHECK(product_of({}, 125000, 260000) == Product::untested);
}

TEST_CASE("a repaired cell says what was read and why") {
  FoundTable table;
  table.rows = {row_of({"2"}, {"12.50"}, {"2500", 0.9}), row_of({"1"}, {"20.00"}, {"20.00"})};
  const auto sums = decode(table, total_of(450000));
  const core::Field& amount = table.rows[0].cells["amount"];
  CHECK(amount.value == "25.00");
  CHECK(amount.read_first == "2500.00");
  CHECK(amount.source == core::Source::derived);
  REQUIRE(!amount.candidates.empty());
  CHECK(amount.candidates[0].value == "2500.00");
  REQUIRE(amount.witnesses.size() == 2);
  CHECK(amount.witnesses[0].by == core::Witness::row_product);
  CHECK(amount.witnesses[0].says == "2 × 12.50 = 25.00");
  CHECK(amount.witnesses[1].by == core::Witness::column_sum);
  REQUIRE(sums.size() == 1);
  CHECK(sums[0].holds);
  CHECK(sums[0].printed == "45.00");
  CHECK(sums[0].rows == 2);
}

TEST_CASE("a constraint that fails marks the cells that it concerns and no others") {
  FoundTable table;
  table.rows = {row_of({"2"}, {"12.50"}, {"79.00"}), row_of({"1"}, {"20.00"}, {"20.00"})};
  const auto sums = decode(table, {});
  for (const char* name : {"quantity", "unit_price", "amount"}) {
    const core::Field& field = table.rows[0].cells[name];
    REQUIRE(field.witnesses.size() == 1);
    CHECK_FALSE(field.witnesses[0].agrees);
    CHECK(field.confidence <= 0.6);
    CHECK(table.rows[1].cells[name].confidence >= 0.97);
  }
  CHECK(sums.empty());
}

TEST_CASE("subtotals, page sums and carries are told apart by what comes out") {
  FoundTable table;
  for (int i = 0; i < 6; ++i) {
    table.rows.push_back(row_of({"1"}, {"10.00"}, {"10.00"}));
    table.rows.back().page = i / 3;
  }
  table.sums = {sum_line(core::Sum::Kind::category, 200000, 2),   sum_line(core::Sum::Kind::page, 300000, 3),
                sum_line(core::Sum::Kind::cumulative, 300000, 3), sum_line(core::Sum::Kind::carried, 300000, 3),
                sum_line(core::Sum::Kind::category, 400000, 6),   sum_line(core::Sum::Kind::total, 600000, 6)};
  table.sums[3].page = table.sums[4].page = 1;
  const auto sums = decode(table, {});
  REQUIRE(sums.size() == 6);
  for (const auto& sum : sums) {
    CAPTURE(sum.label, sum.printed, sum.computed, int(sum.kind));
    CHECK(sum.holds);
  }
}

TEST_CASE("an amount under a seal is worked out from the sum, and two of them are not") {
  FoundTable one;
  one.rows = {bill_row({"120.00"}), bill_row({""}), bill_row({"31.50"})};
  auto sums = decode(one, total_of(2000000));
  CHECK(one.rows[1].cells["amount"].value == "48.50");
  CHECK(one.rows[1].cells["amount"].confidence < 0.95);
  CHECK(sums[0].holds);
  FoundTable two;
  two.rows = {bill_row({""}), bill_row({""}), bill_row({"31.50"})};
  sums = decode(two, total_of(2000000));
  CHECK(two.rows[0].cells.count("amount") == 0);
  CHECK_FALSE(sums[0].holds);
  CHECK(marked(two.rows[2].cells["amount"]));
}

TEST_CASE("a row that was not found is no reason to change another") {
  FoundTable table;
  table.rows = {bill_row({"120.00"}), bill_row({"60.00"}), bill_row({"31.50"})};
  decode(table, total_of(2415000));  // a row of 30.00 is missing
  CHECK(table.rows[0].cells["amount"].value == "120.00");
  CHECK(table.rows[1].cells["amount"].value == "60.00");
  CHECK(table.rows[2].cells["amount"].value == "31.50");
  for (auto& row : table.rows) CHECK(marked(row.cells["amount"]));
}

TEST_CASE("quantity and price in each other's column") {
  FoundTable table;
  for (int i = 0; i < 4; ++i) table.rows.push_back(row_of({"2"}, {"12.50"}, {"25.00"}));
  table.rows.push_back(row_of({"8.10"}, {"3"}, {"24.30"}));
  decode(table, {});
  CHECK(table.rows[4].cells["quantity"].value == "3");
  CHECK(table.rows[4].cells["unit_price"].value == "8.10");
  CHECK(table.rows[4].cells["unit_price"].read_first == "3.00");
  CHECK(marked(table.rows[4].cells["quantity"]));
  FoundTable whole;
  for (int i = 0; i < 4; ++i) whole.rows.push_back(row_of({"12.50"}, {"2"}, {"25.00"}));
  decode(whole, {});
  CHECK(whole.rows[0].cells["quantity"].value == "2");
  CHECK(whole.rows[3].cells["unit_price"].value == "12.50");
}

TEST_CASE("price and amount in each other's column") {
  FoundTable table;
  table.rows = {row_of({"2"}, {"25.00"}, {"12.50"}), row_of({"1"}, {"20.00"}, {"20.00"})};
  decode(table, total_of(450000));
  const bool turned = equals(table.rows[0].cells, "amount", "25.00") && equals(table.rows[0].cells, "unit_price", "12.50");
  CHECK((turned || marked(table.rows[0].cells["amount"])));
}

TEST_CASE("every kind of misreading, in every cell: repaired or marked, never silently wrong") {
  for (const auto& fault : faults)
    for (const bool with_sums : {false, true}) {
      Tally tally;
      Dice dice{20261125};
      for (int round = 0; round < 25; ++round) {
        const auto truth = true_rows(dice, 24);
        for (const char* which : {"quantity", "unit_price", "amount"}) {
          const std::size_t where = std::size_t(dice.upto(24));
          auto table = misread(truth, where, which, fault, dice);
          if (with_sums)
            for (std::size_t end = 8; end <= 24; end += 8)
              table.sums.push_back(sum_line(core::Sum::Kind::category, sum_of(truth, end - 8, end), end));
          std::optional<PrintedTotal> total;
          if (with_sums) total = total_of(sum_of(truth, 0, 24));
          decode(table, total);
          judge(table, truth, where, which, tally);
        }
      }
      std::cout << fault.name << (with_sums ? ", with sums" : ", products only") << ": " << tally.put_in << " put in, "
                << tally.repaired << " repaired or harmless, " << tally.flagged << " marked, " << tally.silent << " silent, "
                << tally.spoiled << " right cells spoiled\n";
      CAPTURE(fault.name, with_sums);
      CHECK(tally.silent == 0);
      CHECK(tally.spoiled == 0);
      CHECK(tally.repaired + tally.flagged == tally.put_in);
      if (with_sums) CHECK(tally.repaired * 10 >= tally.put_in * 6);
    }
}

TEST_CASE("a bill's amounts with nothing but the total: every kind of misreading") {
  for (const auto& fault : faults) {
    Tally tally;
    Dice dice{7};
    for (int round = 0; round < 60; ++round) {
      const auto truth = true_rows(dice, 8);
      const std::size_t where = std::size_t(dice.upto(8));
      FoundTable table;
      for (std::size_t i = 0; i < truth.size(); ++i)
        table.rows.push_back(bill_row(i == where ? fault.put_in(truth[i].amount, dice) : Read{truth[i].amount}));
      decode(table, total_of(sum_of(truth, 0, 8)));
      judge(table, truth, where, "amount", tally);
    }
    std::cout << fault.name << ", a bill: " << tally.put_in << " put in, " << tally.repaired << " repaired or harmless, "
              << tally.flagged << " marked, " << tally.silent << " silent, " << tally.spoiled << " right cells spoiled\n";
    CAPTURE(fault.name);
    CHECK(tally.silent == 0);
    CHECK(tally.spoiled == 0);
  }
}

TEST_CASE("two cells of one subtotal misread") {
  Tally tally;
  Dice dice{99};
  int both = 0;
  for (int round = 0; round < 60; ++round) {
    const auto truth = true_rows(dice, 12);
    auto table = misread(truth, 3, "amount", faults[0], dice);
    const auto other = misread(truth, 7, "unit_price", faults[5], dice);
    table.rows[7] = other.rows[7];
    decode(table, total_of(sum_of(truth, 0, 12)));
    judge(table, truth, 3, "amount", tally);
    both +=
        equals(table.rows[3].cells, "amount", truth[3].amount) && equals(table.rows[7].cells, "unit_price", truth[7].unit_price);
  }
  CHECK(tally.silent == 0);
  CHECK(both >= 40);
}

TEST_CASE("400 rows, a tenth of them misread, in less than 50 ms") {
  Dice dice{5};
  const auto truth = true_rows(dice, 400);
  FoundTable table;
  for (std::size_t i = 0; i < truth.size(); ++i) {
    Read amount{truth[i].amount};
    if (i % 10 == 3) amount = faults[i % faults.size()].put_in(truth[i].amount, dice);
    table.rows.push_back(row_of({truth[i].quantity}, {truth[i].unit_price}, amount));
    if (i % 20 == 19) table.sums.push_back(sum_line(core::Sum::Kind::category, sum_of(truth, i - 19, i + 1), i + 1));
  }
  const auto began = std::clock();
  decode(table, total_of(sum_of(truth, 0, 400) + 10000));  // and a total that does not come out
  const double ms = 1000.0 * double(std::clock() - began) / CLOCKS_PER_SEC;
  std::cout << "400 rows decoded in " << ms << " ms of CPU\n";
#if defined(NDEBUG) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  CHECK(ms < 50);
#else
  CHECK(ms < 2000);
#endif
}

}  // namespace claimpack::extract
