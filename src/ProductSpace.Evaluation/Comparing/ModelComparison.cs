using System.Diagnostics;
using ProductSpace.Evaluation.Measures;
using ProductSpace.Evaluation.Splits;
using ProductSpace.Training;

namespace ProductSpace.Evaluation.Comparing;

/// <summary>
/// Compares models on one log: splits it by time, chooses settings on the validation part where that is asked for,
/// trains each model on each window, and judges all of them by the same predictions. The result depends on the log, the
/// recipes and the options, not on threads or the processor; only seconds do.
/// </summary>
public static class ModelComparison
{
    /// <summary>Runs a comparison.</summary>
    /// <param name="log">The log, with its rare products.</param>
    /// <param name="options">Models, split and measures.</param>
    /// <param name="catalog">What is known of products, by id; null for nothing.</param>
    /// <param name="progress">Told each step with its share; null for nobody.</param>
    /// <param name="cancellationToken">Ends the comparison.</param>
    /// <exception cref="TrainingInputException">
    /// An option is out of its range, or the log cannot be split so.
    /// </exception>
    /// <exception cref="OperationCanceledException">The comparison was cancelled.</exception>
    public static ComparisonResult Run(
        EvaluationLog log,
        ComparisonOptions options,
        IReadOnlyDictionary<string, ProductFacts>? catalog = null,
        IProgress<BuildProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        long start = Stopwatch.GetTimestamp();
        catalog ??= new Dictionary<string, ProductFacts>();
        WindowFacts[] windows =
            [.. TimeSplit.Split(log, options.Split).Select(part => new WindowFacts(log, part, catalog))];
        WindowFacts? validation = options.Tune
            ? new WindowFacts(log, TimeSplit.Validation(log, options.Split), catalog)
            : null;
        Comparison comparison = new(windows, validation, options, new ComparisonSteps(progress));
        comparison.Run(cancellationToken);
        return comparison.ToResult(log, cancellationToken) with
        {
            Seconds = Stopwatch.GetElapsedTime(start).TotalSeconds,
        };
    }

    /// <summary>The models of a comparison with what was summed of each.</summary>
    private sealed class Comparison(
        WindowFacts[] windows, WindowFacts? validation, ComparisonOptions options, ComparisonSteps steps)
    {
        private readonly List<(ModelTrials.Choice Choice, ModelTally Tally, IndexLoss? Index)> _models = [];
        private readonly ExampleChoice _examples = new(windows[^1], options.Examples, options.Mode);
        private readonly List<int> _groups = [];
        private readonly RunningMean[] _excluded = new RunningMean[3];
        private long _positions;

        public void Run(CancellationToken cancellationToken)
        {
            foreach (IRecommenderRecipe recipe in options.Recipes)
            {
                ModelTrials.Choice choice = validation is null
                    ? new ModelTrials.Choice(recipe, 0, null)
                    : ModelTrials.Choose(recipe, validation, options, steps, cancellationToken);
                Evaluate(choice, cancellationToken);
            }
        }

        public ComparisonResult ToResult(EvaluationLog log, CancellationToken cancellationToken)
        {
            var ordered = _models.OrderByDescending(Score).ToList();
            var against = ordered.First(model => options.Against is null
                || string.Equals(model.Choice.Recipe.Name, options.Against, StringComparison.OrdinalIgnoreCase));
            IntervalTable intervals = new([.. _groups], against.Tally);
            ModelResult[] models = new ModelResult[ordered.Count];
            ParallelOptions parallel = new()
            {
                CancellationToken = cancellationToken,
                MaxDegreeOfParallelism = options.Threads == 0 ? -1 : options.Threads,
            };
            Parallel.For(0, models.Length, parallel, i =>
                models[i] = ToModel(ordered[i].Choice, ordered[i].Tally, ordered[i].Index, intervals));
            return new ComparisonResult
            {
                LogSessions = log.Sessions.Count,
                LogViews = log.Sessions.EventCount,
                LogProducts = log.Sessions.ProductCount,
                IsClock = log.Sessions.HasTimes,
                ClockReason = log.Report?.Clock.Reason ?? string.Empty,
                KeepsRepeats = log.KeepsRepeats,
                Options = options,
                Windows = Array.ConvertAll(windows, window => window.Part.Counts),
                Validation = validation?.Part.Counts,
                Predictions = _groups.Count,
                Positions = _positions,
                PredictedSessions = _groups.Distinct().Count(),
                HighestHitRates = Array.ConvertAll(_excluded, mean => 1 - (mean.Value ?? 0)),
                Against = against.Choice.Recipe.Name,
                Models = models,
                Examples = _examples.Sessions(models.Select(model => model.Name)),
                Seconds = 0,
            };
        }

        private double Score((ModelTrials.Choice Choice, ModelTally Tally, IndexLoss? Index) model)
        {
            CutFigures figures = model.Tally.Figures(options.Mode)[^1];
            return options.Metric == RankingMetric.HitRate ? figures.HitRate : figures.Mrr;
        }

        private void Evaluate(ModelTrials.Choice choice, CancellationToken cancellationToken)
        {
            IRecommenderRecipe recipe = choice.Recipe;
            int seeds = recipe.IsRandom ? options.Seeds : 1;
            ModelTally tally = new(options.Mode, seeds);
            IndexLoss? loss = null;
            for (int window = 0; window < windows.Length; window++)
            {
                for (int seed = 0; seed < seeds; seed++)
                {
                    bool isLast = window == windows.Length - 1 && seed == 0;
                    ModelRun run = ModelRun.Evaluate(
                        recipe,
                        windows[window],
                        options,
                        options.Seed + (ulong)seed,
                        steps.Of(Step(recipe, window, seed, seeds)),
                        cancellationToken,
                        throughIndex: options.Index && isLast);
                    tally.Add(run.Result, windows[window], seed);
                    tally.TrainingSeconds += run.TrainingSeconds;
                    tally.ScoringSeconds += run.ScoringSeconds;
                    loss ??= run.Index;
                    if (isLast)
                    {
                        _examples.Add(recipe.Name, run.Result);
                    }

                    if (_models.Count == 0 && seed == 0)
                    {
                        Count(windows[window], run.Result);
                    }
                }
            }

            _models.Add((choice, tally, loss));
        }

        private string Step(IRecommenderRecipe recipe, int window, int seed, int seeds)
        {
            string windowText = windows.Length > 1 ? $", window {window + 1} of {windows.Length}" : string.Empty;
            string seedText = seeds > 1 ? $", seed {seed + 1} of {seeds}" : string.Empty;
            return $"{recipe.Name} ({_models.Count + 1} of {options.Recipes.Count}{windowText}{seedText})";
        }

        /// <summary>Counts what all models share: predictions, and the groups that intervals draw.</summary>
        private void Count(WindowFacts window, RecommenderResult result)
        {
            int before = _groups.Count == 0 ? 0 : _groups[^1] + 1;
            foreach (int session in result[options.Mode].Sessions)
            {
                _groups.Add(before + session);
            }

            for (int mode = 0; mode < _excluded.Length; mode++)
            {
                RankingResult ranks = result[(RepeatMode)mode];
                _excluded[mode].Add((double)ranks.ExcludedTargets / ranks.Count, ranks.Count);
            }

            _positions += window.Part.Test.EventCount - window.Part.Test.Count;
        }

        private ModelResult ToModel(
            ModelTrials.Choice choice, ModelTally tally, IndexLoss? loss, IntervalTable intervals) => new()
        {
            Name = choice.Recipe.Name,
            Title = choice.Recipe.Title,
            Source = choice.Recipe.Source,
            Settings = choice.Recipe.Settings,
            SettingsTried = choice.Tried,
            ValidationScore = choice.Score,
            TrainingSeconds = tally.TrainingSeconds,
            ScoringSeconds = tally.ScoringSeconds,
            Modes = Array.ConvertAll(Enum.GetValues<RepeatMode>(), mode => intervals.Figures(tally, mode)),
            Spread = tally.Spread(),
            SeedHitRateChange = intervals.OverSeeds(tally, model => model.SeedHits),
            SeedMrrChange = intervals.OverSeeds(tally, model => model.SeedReciprocals),
            Groups = tally.Groups.Figures(choice.Recipe.IsRandom ? options.Seeds : 1),
            HitRates = tally.Curve(null),
            HitRatesByViews =
                [.. Enumerable.Range(0, PredictionGroups.ViewBins.Count).Select(bin => tally.Curve(bin))],
            Index = loss,
        };
    }
}
