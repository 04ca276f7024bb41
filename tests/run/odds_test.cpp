#include "run/odds.hpp"

#include "catch.hpp"
#include "run/calibration_file.hpp"
#include "run/made_scans.hpp"

using namespace claimpack;

namespace {

// Values of which a share is wrong: with a witness one in 200, without one in 10; the reader's own word helps a little.
std::vector<run::Sample> made_samples() {
  std::vector<run::Sample> samples;
  unsigned seed = 7;
  const auto chance = [&] { return (seed = seed * 1664525u + 1013904223u) / 4294967296.0; };
  for (int i = 0; i < 6000; ++i) {
    const bool witnessed = i % 2;
    const double reading = chance() * 4;
    const bool right = chance() > (witnessed ? 0.005 : 0.1) * (reading < 1 ? 1.5 : 0.8);
    run::Sample sample;
    sample.signs = {{"reading", reading}, {"sort:money", 1}};
    if (witnessed) sample.signs.push_back({"code+", 1});
    sample.right = right, sample.witnessed = witnessed, sample.group = i / 100;
    samples.push_back(std::move(sample));
  }
  return samples;
}

}  // namespace

TEST_CASE("what is said of values agrees with how often they are right, also of claims not counted") {
  const auto samples = made_samples();
  const auto unseen = run::unseen_probabilities(samples);
  for (const bool witnessed : {false, true}) {
    double said = 0, right = 0, count = 0;
    for (std::size_t i = 0; i < samples.size(); ++i)
      if (samples[i].witnessed == witnessed) said += unseen[i], right += samples[i].right, ++count;
    CHECK(said / count == Approx(right / count).margin(0.01));
  }
}

TEST_CASE("a witness who agrees never weighs against a value, though the counts be odd") {
  std::vector<run::Sample> samples;
  for (int i = 0; i < 200; ++i) {
    run::Sample sample;
    sample.signs = {{i % 2 ? "code+" : "words-", 1}};
    sample.right = i % 2 == 0;  // the wrong way round
    sample.group = i;
    samples.push_back(std::move(sample));
  }
  std::vector<const run::Sample*> all;
  for (const auto& each : samples) all.push_back(&each);
  const auto model = run::fit_odds(all);
  CHECK(model.weights.at("code+") >= 0);
  CHECK(model.weights.at("words-") <= 0);
}

TEST_CASE("the curve counts the witnessed only, by falling confidence") {
  const auto samples = made_samples();
  const auto counted = run::calibrated(samples, run::unseen_probabilities(samples));
  REQUIRE(!counted.curve.empty());
  CHECK(counted.curve.back().taken == 3000);
  for (std::size_t i = 1; i < counted.curve.size(); ++i) {
    CHECK(counted.curve[i].confidence <= counted.curve[i - 1].confidence);
    CHECK(counted.curve[i].wrong >= counted.curve[i - 1].wrong);
  }
}

TEST_CASE("a calibration is kept and comes back; a damaged one is named") {
  const made::Folder folder;
  const auto samples = made_samples();
  core::Calibration calibration;
  calibration.fields = calibration.cells = run::calibrated(samples, run::unseen_probabilities(samples));
  made::write(folder / "c.json", run::calibration_to_json(calibration));
  const auto back = run::load_calibration(folder / "c.json");
  REQUIRE(back.ok());
  CHECK(run::calibration_to_json(back.value()) == run::calibration_to_json(calibration));
  CHECK(back.value().digest.size() == 64);
  made::write(folder / "bad.json", "{\"fields\": 3}");
  const auto bad = run::load_calibration(folder / "bad.json");
  REQUIRE_FALSE(bad.ok());
  CHECK(bad.error().place.find("bad.json") != std::string::npos);
  const auto none = run::load_calibration(folder / "none.json");
  REQUIRE(none.ok());
  CHECK(none.value().digest.empty());
}
