// The last layer of a CTC recogniser, taken out of its network: for each step along a line a score for each class. Seven steps in
// ten are blank, and of a blank nobody asks how probable each of seven thousand or nineteen thousand classes was. So the scores
// are made and compared while they are in the cache, and become probabilities (softmax) only where something was read.
#pragma once

#include <cstddef>
#include <vector>

namespace claimpack::read {

class ClassLayer {
 public:
  ClassLayer() = default;
  // `weights`: inputs × classes in row-major order, as ONNX has them; `bias`: one for each class.
  ClassLayer(const std::vector<float>& weights, const std::vector<float>& bias);
  int inputs() const { return inputs_; }
  int classes() const { return classes_; }

  // The scores of steps, in the thread's own room: good until it asks for others.
  class Scores {
   public:
    // The class with the highest score, the first of equals; 0 is the blank.
    int best(int step) const;
    // Of each class at this step; they sum to 1.
    void probabilities(int step, std::vector<float>& into) const;

   private:
    friend class ClassLayer;
    float greatest(int step) const;
    const float* panel_at(int first_class, int step) const;
    const float* scores_ = nullptr;    // by panel of classes, step and class
    const float* greatest_ = nullptr;  // by step, apart for each lane
    int rows_ = 0, classes_ = 0;
  };
  // How many sums a processor makes at once. Eight and sixteen give the same bytes: their products are added unrounded.
  enum class Lanes { four, eight, sixteen };
  static Lanes widest();  // of this processor
  // `values`: steps × inputs, what the network says of each step.
  Scores scores(const float* values, int steps, Lanes lanes = widest()) const;

 private:
  int inputs_ = 0, classes_ = 0, panels_ = 0;
  std::vector<float> weights_, bias_;  // by panel of classes, input and class; filled up to whole panels
};

}  // namespace claimpack::read
