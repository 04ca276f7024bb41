// `claimpack separators`: the sheets that part one claim from the next.
#include "check/check.hpp"
#include "pack/separator_sheet.hpp"
#include "run/commands.hpp"
#include "run/knowledge.hpp"
#include "run/separator.hpp"
#include "store/system.hpp"

namespace claimpack::run {

namespace fs = std::filesystem;
using core::Error;
using core::ErrorCode;

namespace {

constexpr std::size_t serial_digits = 4;

// "A-0008" after "A-0007"; a serial without a number at its end gets one.
std::string serial_after(const std::string& first, int steps) {
  std::size_t digits = 0;
  while (digits < first.size() && digits < 9 && first[first.size() - 1 - digits] >= '0' &&
         first[first.size() - 1 - digits] <= '9')
    ++digits;
  const std::string head = digits ? first.substr(0, first.size() - digits) : first + "-";
  std::string number = std::to_string((digits ? std::stoll(first.substr(first.size() - digits)) : 1) + steps);
  const std::size_t width = digits ? digits : serial_digits;
  return head + std::string(width > number.size() ? width - number.size() : 0, '0') + number;
}

// The claim type as a person says it.
const std::vector<std::pair<std::string, std::pair<const char*, const char*>>> types = {
    {"inpatient", {"住院", "inpatient"}},
    {"outpatient", {"门诊", "outpatient"}},
    {"emergency", {"急诊", "emergency"}},
    {"emergency_observation", {"急诊留观", "emergency observation"}},
    {"special_disease", {"门诊慢特病", "special disease"}},
    {"maternity", {"生育", "maternity"}}};

core::Result<core::Done> check_options(const SeparatorOptions& options) {
  Separator all{options.region, options.type, options.counter, serial_after(options.serial, options.count - 1)};
  if (options.serial.empty()) all.serial.clear();
  if (const auto back = parse_separator(square_text(all)); !back || !(*back == all))
    return Error{ErrorCode::bad_input, "A sheet cannot say this", options.region + " " + options.serial,
                 "Give letters, digits and '-', a serial of at most 24 characters"};
  return core::Done{};
}

}  // namespace

Exit separators_command(const SeparatorOptions& options, const Common& common) {
  if (const auto fit = check_options(options); !fit) return refuse(fit.error(), common);
  const bool english = common.language == Language::en;
  std::vector<std::pair<std::string, std::string>> facts;
  if (!options.region.empty()) {
    const auto places = find_places(common.data);
    if (!places) return refuse(places.error(), common);
    const auto rules = check::load_rules(places.value().regions);
    if (!rules) return refuse(rules.error(), common);
    if (const auto known = check_region(options.region, *rules.value()); !known) return refuse(known.error(), common);
    std::string title = options.region;
    for (const auto& each : check::regions_of(*rules.value()))
      if (each.id == options.region && !english) title = each.title;
    facts.emplace_back(english ? "insured in" : "参保地", title);
  }
  for (const auto& [name, words] : types)
    if (name == options.type) facts.emplace_back(english ? "kind" : "类别", english ? words.second : words.first);
  if (options.counter)
    facts.emplace_back(english ? "counter" : "窗口", english ? "somebody waits: goes first" : "申请人在窗口等候，优先处理");
  std::vector<pack::SeparatorSheet> sheets;
  for (int i = 0; i < options.count; ++i) {
    const Separator each{options.region, options.type, options.counter,
                         options.serial.empty() ? "" : serial_after(options.serial, i)};
    sheets.push_back({square_text(each), bar_text(each), each.serial, facts});
  }
  const auto pdf = pack::separator_sheets(sheets, english);
  if (!pdf) return refuse(pdf.error(), common);
  core::Disk& disk = disk_of(common);
  const fs::path fresh = options.out.string() + ".partial";
  if (const auto clear = disk.remove(fresh); !clear) return refuse(clear.error(), common);
  if (const auto written = core::write_new(disk, fresh, pdf.value()); !written) return refuse(written.error(), common);
  if (const auto placed = disk.rename(fresh, options.out); !placed) return refuse(placed.error(), common);
  common.out << options.out.string() << std::endl;
  return Exit::all_complete;
}

}  // namespace claimpack::run
