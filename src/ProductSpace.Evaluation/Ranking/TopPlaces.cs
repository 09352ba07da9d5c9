using System.Numerics.Tensors;

namespace ProductSpace.Evaluation.Ranking;

/// <summary>
/// The best of the candidates offered so far, by descending score. Ordinals come ascending, so that ties are broken by
/// ordinal. Scores that are not recommended, or NaN, are left out.
/// </summary>
internal sealed class TopPlaces
{
    private float[] _scores = [];
    private int[] _ordinals = [];
    private int _capacity;

    public int Count { get; private set; }

    public int Ordinal(int place) => _ordinals[place];

    public void Reset(int capacity)
    {
        if (_scores.Length < capacity)
        {
            _scores = new float[capacity];
            _ordinals = new int[capacity];
        }

        _capacity = capacity;
        Count = 0;
    }

    public void Offer(int first, ReadOnlySpan<float> scores)
    {
        if (_capacity == 0 || (Count == _capacity && TensorPrimitives.Max(scores) <= _scores[Count - 1]))
        {
            return;
        }

        for (int i = 0; i < scores.Length; i++)
        {
            if (Count == _capacity ? scores[i] > _scores[Count - 1] : scores[i] > IRecommenderScorer.NotRecommended)
            {
                Insert(scores[i], first + i);
            }
        }
    }

    private void Insert(float score, int ordinal)
    {
        int place = Count < _capacity ? Count++ : Count - 1;
        while (place > 0 && _scores[place - 1] < score)
        {
            _scores[place] = _scores[place - 1];
            _ordinals[place] = _ordinals[place - 1];
            place--;
        }

        _scores[place] = score;
        _ordinals[place] = ordinal;
    }
}
