#include "run/service_line.hpp"

namespace claimpack::run {

std::function<std::optional<Exit>()> add_service(CLI::App& app, ConfigOptions& config, SeparatorOptions& separators,
                                                 Common& common) {
  CLI::App* settings = app.add_subcommand("config", "What is set, by whom, and whether it can be. 设置");
  settings->require_subcommand(1);
  CLI::App* show = settings->add_subcommand("show", "Every setting: value, where it comes from, unit, meaning");
  CLI::App* check = settings->add_subcommand("check", "Would a start take this file? Names the line that it would not");
  for (CLI::App* each : {show, check}) each->add_option("FILE", config.file, "The file (default: that of --settings)");
  show->add_flag("--sample", config.sample, "A file with every setting at its default, to begin with");
  show->add_option("--region", common.region, "As the other commands are given it");
  show->add_option("--jobs", common.jobs, "As the other commands are given it")->check(CLI::Range(1, 256));

  CLI::App* sheets = app.add_subcommand("separators", "Sheets that part one claim from the next in a feeder. 打印分隔页");
  sheets->add_option("--count", separators.count, "How many sheets")->check(CLI::Range(1, 1000));
  sheets->add_option("--out", separators.out, "The PDF (default: separators.pdf)");
  sheets->add_option("--region", separators.region, "Rule set of the claims behind them");
  sheets
      ->add_option("--type", separators.type,
                   "inpatient, outpatient, emergency, emergency_observation, special_disease, maternity")
      ->check(CLI::IsMember({"inpatient", "outpatient", "emergency", "emergency_observation", "special_disease", "maternity"}));
  sheets->add_option("--serial", separators.serial, "Serial of the first sheet: A-0001; each sheet is used once then");
  sheets->add_flag("--counter", separators.counter, "Somebody waits at the counter: these claims go before all others");

  return [&config, &separators, &common, show, check, sheets]() -> std::optional<Exit> {
    if (show->parsed()) return show_config_command(config, common);
    if (check->parsed()) return check_config_command(config, common);
    if (sheets->parsed()) return separators_command(separators, common);
    return std::nullopt;
  };
}

}  // namespace claimpack::run
