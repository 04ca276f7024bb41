#include "run/equipment.hpp"

#include <ostream>
#include <utility>

#include "run/isolation.hpp"

namespace claimpack::run {

core::Result<std::shared_ptr<const Equipment>> load_equipment(const Common& common) {
  auto equipment = std::make_shared<Equipment>();
  auto settings = load_settings(common.settings);
  if (!settings) return settings.error();
  equipment->settings = std::move(settings).value();
  equipment->settings.packet.language = common.language == Language::en ? "en" : "zh";
  const auto places = find_places(common.data);
  if (!places) return places.error();
  auto knowledge = load_knowledge(places.value());
  if (!knowledge) return knowledge.error();
  equipment->knowledge = std::move(knowledge).value();
  if (const auto refined = add_office(common.office, equipment->knowledge); !refined) return refined.error();
  equipment->settings.packet.notices = equipment->knowledge.notices;
  for (const std::string& region : {common.region, equipment->settings.region})
    if (const auto known = check_region(region, *equipment->knowledge.rules); !known) return known.error();
  if (common.readers) {
    equipment->readers = *common.readers;
  } else {
    auto readers =
        load_readers(places.value().models, equipment->settings.reading, read::Print(printed_words(equipment->knowledge)));
    if (!readers) return readers.error();
    equipment->readers = std::move(readers).value();
  }
  // Readers that were given in place of the models live in this process, unless a test says otherwise.
  if (equipment->settings.workers.processes && (!common.readers || common.isolate_given_readers)) {
    auto isolation = Isolation::start(equipment->readers, equipment->settings);
    if (!isolation) return isolation.error();
    equipment->isolation = std::move(isolation).value();
    if (const auto warning = equipment->isolation->warning(); !warning.empty()) common.err << warning << std::endl;
  }
  return std::shared_ptr<const Equipment>(std::move(equipment));
}

}  // namespace claimpack::run
