// Corrections of a claim of 60 pages and 1,600 rows: how long from the act to the new outcome, and is it the right one?
//   bench_revise [--corrections N] [--pages N]
// Made readings in a store of its own; every correction is settled and decided as the station does it. Right is: the corrected
// amount stands, its row's product and the list's sum agree with it, and undoing all gives the first decision back. Exit code 1
// where it is wrong, or the 95th percentile is above 200 ms.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/money.hpp"
#include "core/text.hpp"
#include "run/equipment.hpp"
#include "run/kept_claim.hpp"
#include "run/revise.hpp"
#include "run/station.hpp"
#include "store/store.hpp"
#include "store/system.hpp"

using namespace claimpack;
namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

namespace {

constexpr int rows_a_page = 29, glyph = 14;

struct NoReader : core::Recogniser {
  std::vector<core::Line> read(const core::CleanPage&) const override { return {}; }
  std::string name() const override { return "none"; }
};

core::Line line(int x, int y, const std::string& text) {
  core::Line made;
  made.text = text, made.confidence = 0.97;
  int at = x;
  for (const char32_t c : core::to_u32(text)) {
    const int width = c < 0x2E80 ? glyph : 2 * glyph;
    made.glyphs.push_back({core::to_utf8(c), 0.97, at, width, {{c == U'8' ? "3" : "8", 0.02}}});
    at += width;
  }
  made.upright = made.box = {x, y, at - x, 2 * glyph};
  return made;
}

core::Reading page(int number) {
  core::Reading made;
  made.origin = {std::to_string(number) + ".jpg", 1};
  made.width = made.scan_width = 1654, made.height = made.scan_height = 2339;
  return made;
}

struct Made {
  run::OpenClaim open;
  core::Fen total = 0;
  int rows = 0;
};

Made make_claim(int pages) {
  Made made;
  made.open.claim_id = "long", made.open.region = "xiamen";
  made.open.intake.submitted_on = "2026-05-20", made.open.intake.claim_type = "inpatient";
  const int lists = pages - 2;
  for (int p = 0; p < lists; ++p) {
    core::Reading list = page(p + 3);
    list.lines = {line(600, 80, "样例市第一人民医院"),
                  line(620, 140, "住院费用明细清单"),
                  line(100, 220, "姓名：江小渝"),
                  line(700, 220, "住院号：20260031"),
                  line(100, 300, "日期"),
                  line(330, 300, "项目名称"),
                  line(860, 300, "单位"),
                  line(1000, 300, "单价"),
                  line(1180, 300, "数量"),
                  line(1350, 300, "金额")};
    for (int r = 0; r < rows_a_page; ++r) {
      const int y = 350 + r * 60, quantity = 1 + (r + p) % 4;
      const core::Fen price = 350 + 37 * ((p * rows_a_page + r) % 53), amount = price * quantity;
      made.total += amount, ++made.rows;
      for (auto& each : {line(80, y, "2026-03-0" + std::to_string(1 + r % 9)), line(330, y, r % 2 ? "静脉输液" : "氯化钠注射液"),
                         line(860, y, r % 2 ? "次" : "袋"), line(1000, y, core::format_money(price)),
                         line(1200, y, std::to_string(quantity)), line(1350, y, core::format_money(amount))})
        list.lines.push_back(each);
    }
    list.lines.push_back(line(1300, 2250, "第" + std::to_string(p + 1) + "页/共" + std::to_string(lists) + "页"));
    if (p + 1 == lists) list.lines.push_back(line(1200, 2150, "合计：" + core::format_money(made.total)));
    made.open.pages.push_back({std::move(list)});
  }
  core::Reading bill = page(1), summary = page(2);
  const std::string total = core::format_money(made.total);
  bill.lines = {line(500, 80, "样例省医疗住院收费票据（电子）"),
                line(100, 160, "票据代码：35060226"),
                line(900, 160, "票据号码：0012345678"),
                line(100, 240, "交款人：江小渝"),
                line(100, 400, "金额合计（小写）：" + total),
                line(100, 460, "金额合计（大写）：" + core::format_money_words(made.total)),
                line(100, 700, "收款单位：样例市第一人民医院")};
  summary.lines = {line(500, 80, "样例市第一人民医院"), line(620, 140, "出院小结"), line(100, 220, "姓名：江小渝 性别：女"),
                   line(100, 280, "入院日期：2026-03-01 出院日期：2026-03-09"), line(100, 340, "出院诊断：肺炎")};
  made.open.pages.push_back({std::move(bill)});
  made.open.pages.push_back({std::move(summary)});
  for (auto& each : made.open.pages)
    each.decoded = true, made.open.received.inputs.push_back({each.reading.origin.file, std::string(64, '0')});
  return made;
}

template <class T>
T good(core::Result<T> result) {
  if (result) return std::move(result).value();
  std::cerr << core::sentence(result.error()) << "\n";
  std::exit(1);
}

std::int64_t put_on_shelf(core::Shelf& shelf, const Made& made, std::size_t& bytes) {
  core::PacketRecord record;
  const std::string kept = good(run::kept_claim_bytes(made.open));
  bytes = kept.size();
  std::int64_t arrival = 0;
  for (const auto& each : made.open.pages) {
    core::NewArrival fresh;
    fresh.digest = good(shelf.keep(each.reading.origin.file)), fresh.path = "/in/long/" + each.reading.origin.file;
    fresh.name = each.reading.origin.file, fresh.inbox = "/in", fresh.folder = fresh.claim_name = "long";
    const auto come = good(shelf.arrive(fresh));
    arrival = come.id, record.claim = come.claim;
    record.pages.push_back({arrival, each.reading.origin.file, 1});
  }
  good(shelf.seal(record.claim, 0)), good(shelf.begin(record.claim)), good(shelf.was_read(record.claim));
  record.claim_id = "long", record.outcome = "review";
  record.files = {{"claim.json", good(shelf.keep("{}"))}};
  record.readings = good(shelf.keep(kept));
  std::vector<core::Fate> fates;
  for (const auto& each : record.pages) fates.push_back({each.arrival, core::ArrivalState::waiting_review, ""});
  good(shelf.packed(record, fates));
  return record.claim;
}

double ms_since(Clock::time_point begun) { return std::chrono::duration<double, std::milli>(Clock::now() - begun).count(); }

}  // namespace

int main(int count, char** words) {
  int corrections = 60, pages = 60;
  for (int i = 1; i + 1 < count; i += 2) {
    if (std::string(words[i]) == "--corrections") corrections = std::atoi(words[i + 1]);
    if (std::string(words[i]) == "--pages") pages = std::atoi(words[i + 1]);
  }
  // Of its own: with a folder of another run it would count that one's claims too.
  std::string own = (fs::temp_directory_path() / "claimpack-bench-revise-XXXXXX").string();
  if (!mkdtemp(own.data())) return 1;
  const fs::path folder = own;
  const NoReader reader;
  run::Common common{std::cout, std::cerr};
  common.readers.emplace().first = &reader;
  const auto equipment = good(run::load_equipment(common));
  const auto shelf = good(store::open_shelf(folder / "data", store::system_disk(), store::system_clock()));
  const auto key = good(pack::StationKey::load_or_make(folder / "station.key"));
  const Made made = make_claim(pages);
  std::size_t bytes = 0;
  const auto claim = put_on_shelf(*shelf, made, bytes);
  run::RevisedClaims revised(*shelf, store::system_disk(), equipment, key, {folder / "out", folder / "work", 4});
  auto begun = Clock::now();
  const core::Revised first = good(revised.decide(claim, {}));
  const double open_ms = ms_since(begun);
  const auto json = nlohmann::json::parse(first.claim_json);
  int list = -1;
  for (std::size_t d = 0; d < json.at("documents").size(); ++d)
    if (json.at("documents")[d].at("kind") == "expense_list" && (list < 0 || json.at("documents")[d].at("items").size() > 100))
      list = int(d);
  const auto& items = json.at("documents")[std::size_t(list)].at("items");
  bool right = int(items.size()) == made.rows;
  std::vector<core::Correction> said;
  std::vector<double> times;
  for (int i = 0; i < corrections; ++i) {
    const std::size_t row = std::size_t(i * 37) % items.size();
    core::Correction each;
    each.kind = core::CorrectionKind::set_field, each.document.page = {"3.jpg", 1}, each.person = "lin";
    each.field = core::name_of_cell(int(row), "amount"), each.value = items[row].at("amount").at("value");
    begun = Clock::now();
    const auto settled = good(revised.settle(claim, said, {each}));
    said.push_back(settled.front());
    const core::Revised after = good(revised.decide(claim, said));
    times.push_back(ms_since(begun));
    right = right && after.unfit.empty() && after.claim_json.find("\"reviewer\"") != std::string::npos;
    if (i + 1 == corrections) {
      const auto amount =
          nlohmann::json::parse(after.claim_json).at("documents")[std::size_t(list)].at("items")[row].at("amount");
      bool product = false, sum = false;
      for (const auto& each_witness : amount.at("witnesses")) {
        product |= each_witness.at("by") == "row_product" && each_witness.at("agrees") == true;
        sum |= (each_witness.at("by") == "column_sum" || each_witness.at("by") == "category_sum") &&
               each_witness.at("agrees") == true;
      }
      right = right && product && sum && amount.at("source") == "reviewer" && amount.at("accepted") == true;
    }
  }
  for (auto& each : said) each.undone = true;
  auto back = nlohmann::json::parse(good(revised.decide(claim, said)).claim_json);
  right = right && back.at("documents") == json.at("documents") && back.at("findings") == json.at("findings");
  std::sort(times.begin(), times.end());
  const auto at = [&](double share) { return times[std::min(times.size() - 1, std::size_t(share * double(times.size())))]; };
  std::printf("%d pages, %d rows, readings kept in %.0f KB (%.1f KB a page)\n", pages, made.rows, double(bytes) / 1024,
              double(bytes) / 1024 / pages);
  std::printf("opened in %.0f ms; a correction to its outcome: p50 %.0f ms, p95 %.0f ms, most %.0f ms; %s\n", open_ms, at(0.5),
              at(0.95), times.back(), right ? "right" : "WRONG");
  std::error_code ignored;
  fs::remove_all(folder, ignored);
  return right && at(0.95) <= 200 ? 0 : 1;
}
