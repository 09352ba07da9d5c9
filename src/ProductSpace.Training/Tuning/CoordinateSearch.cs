using ProductSpace.Numerics;

namespace ProductSpace.Training.Tuning;

/// <summary>
/// Which settings are tried next: those asked for, some random ones around them, then one setting after another of the
/// best, round after round until none helps. What it asks for follows from seed and scores alone; nothing is asked for twice.
/// </summary>
internal sealed class CoordinateSearch(Prod2VecOptions first, Setting[] settings, TuningOptions tuning)
{
    private readonly HashSet<Prod2VecOptions> _asked = [];
    private TuningTrial? _best;

    /// <summary>The best trial that was finished; of equal ones the first.</summary>
    public TuningTrial? Best => _best;

    /// <summary>Tells how the settings asked for last did.</summary>
    public void Tell(TuningTrial trial)
    {
        if (trial.Outcome == TuningOutcome.Finished && (_best is null || trial.Score > _best.Score))
        {
            _best = trial;
        }
    }

    /// <summary>Settings to try; each must be told before the next is asked for.</summary>
    public IEnumerable<Prod2VecOptions> Ask()
    {
        _asked.Add(first);
        yield return first;
        SeededRandom random = new(SeededRandom.Hash(tuning.Seed, 0x7E57));
        for (int start = 0; start < tuning.Starts; start++)
        {
            Prod2VecOptions options = Around(ref random);
            if (_asked.Add(options))
            {
                yield return options;
            }
        }

        TuningTrial? before;
        do
        {
            before = _best;
            foreach (Setting setting in settings)
            {
                foreach (double value in setting.Values)
                {
                    Prod2VecOptions options = setting.With(_best!.Options, value);
                    if (_asked.Add(options))
                    {
                        yield return options;
                    }
                }
            }

            foreach (int epochs in Epochs)
            {
                Prod2VecOptions options = _best!.Options with { Epochs = epochs };
                if (_asked.Add(options))
                {
                    yield return options;
                }
            }
        }
        while (_best != before);
    }

    /// <summary>Where the best was better before its end, as many epochs; where it got there late, twice as many too: a dip at the end can be chance.</summary>
    private int[] Epochs
    {
        get
        {
            (int peak, int all) = (_best!.BestEpoch, _best.Scores.Count);
            return peak * 4 < all * 3 ? [peak] : [peak, Math.Min(all * 2, tuning.MaxEpochs)];
        }
    }

    /// <summary>About half of the settings drawn anew.</summary>
    private Prod2VecOptions Around(ref SeededRandom random)
    {
        Prod2VecOptions options = first;
        foreach (Setting setting in settings)
        {
            bool changes = random.NextInt(2) == 0;
            double value = setting.Values[random.NextInt(setting.Values.Length)];
            options = changes ? setting.With(options, value) : options;
        }

        return options;
    }
}
