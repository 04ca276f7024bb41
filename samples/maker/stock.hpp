// People, hospitals, items of price lists: all invented.
#pragma once

#include <string>
#include <vector>

#include "capture.hpp"
#include "papers.hpp"

namespace claimpack::samples {

// An identity number of an area that does not exist (two digits of the province and 9999) with a right check character.
Person person(const std::string& name, const std::string& sex, const Date& birth, const std::string& province,
              const std::string& sequence, const std::string& city);
Hospital hospital(const std::string& name, const std::string& province_name, const std::string& province,
                  const std::string& number);
// An item of the stock by its short name, so many on that day.
Row taken(const std::string& item, const Date& day, int quantity = 1);
Drug drug_of(const std::string& item, int quantity, const std::string& usage);

Capture scanned(std::uint32_t seed, double skew = 0, int rotation = 0, std::vector<std::string> artifacts = {});
Capture scanned_gray(std::uint32_t seed, double skew = 0, int rotation = 0, std::vector<std::string> artifacts = {});
Capture copied(std::uint32_t seed, double skew = 0, int rotation = 0, std::vector<std::string> artifacts = {"speckle"});
Capture photographed(std::uint32_t seed, const std::string& background, double skew = 0, int rotation = 0, bool shadow = false);
Capture digital();

}  // namespace claimpack::samples
