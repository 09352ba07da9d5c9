using ProductSpace.Numerics;

namespace ProductSpace.Training.Tuning;

/// <summary>
/// Chooses the settings to try next: those asked for, some random ones around them, then one setting of the best trial
/// after the other, round after round until none helps. The choice follows from seed and scores alone; nothing is tried
/// twice.
/// </summary>
internal sealed class CoordinateSearch(Prod2VecOptions first, Setting[] settings, TuningOptions tuning)
{
    private readonly HashSet<Prod2VecOptions> _asked = [];
    private TuningTrial? _best;

    /// <summary>Best trial that was finished; of equal ones, the first.</summary>
    public TuningTrial? Best => _best;

    /// <summary>Takes the result of the settings asked for last.</summary>
    public void Tell(TuningTrial trial)
    {
        if (trial.Outcome == TuningOutcome.Finished && (_best is null || trial.Score > _best.Score))
        {
            _best = trial;
        }
    }

    /// <summary>Returns the settings to try; each result must be told before the next settings are asked for.</summary>
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

    /// <summary>
    /// Numbers of epochs to try: that of the peak, if the best trial was better before its end; if the peak was late,
    /// also twice as many epochs, since a dip at the end can be chance.
    /// </summary>
    private int[] Epochs
    {
        get
        {
            (int peak, int all) = (_best!.BestEpoch, _best.Scores.Count);
            return peak * 4 < all * 3 ? [peak] : [peak, Math.Min(all * 2, tuning.MaxEpochs)];
        }
    }

    /// <summary>Draws new values for about half of the settings.</summary>
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
