using System.Globalization;

namespace ProductSpace.Hosting.DependencyInjection;

/// <summary>
/// Finds the faults in the options of a shop, all at once. Each fault is one line that names the shop, the option, its
/// value, and what to write.
/// </summary>
internal static class ShopOptionsCheck
{
    private const int MaxEfSearch = 1 << 20;

    public static List<string> FaultsOf(string shop, ShopOptions options)
    {
        List<string> faults = [];
        if (string.IsNullOrWhiteSpace(options.Directory))
        {
            Add("Directory is empty; set it to the folder that `productspace publish` writes");
        }

        CheckShop(options, Add);
        return faults;

        void Add(string fault) => faults.Add($"Shop \"{shop}\": {fault}.");
    }

    public static List<string> FaultsOf(ManyShopsOptions options)
    {
        List<string> faults = [];
        if (string.IsNullOrWhiteSpace(options.Root))
        {
            Add("Root is empty; set it to the folder that holds a folder for each shop");
        }

        if (options.MaxOpenShops < 1)
        {
            Add($"MaxOpenShops is {options.MaxOpenShops}; 1 or more is needed");
        }

        if (options.MaxMappedBytes < 1)
        {
            Add($"MaxMappedBytes is {options.MaxMappedBytes}; write how many bytes of snapshots may be mapped at once");
        }

        if (options.CapacityTimeout < TimeSpan.Zero || options.CapacityTimeout > TimeSpan.FromMinutes(1))
        {
            Add($"CapacityTimeout is {options.CapacityTimeout}; it may be from 0 to 00:01:00");
        }

        CheckShop(options.Each, fault => Add($"Each.{fault}"));
        if (options.Each.Experiment?.Variants.Any(variant => variant.Generation is not null) == true)
        {
            Add(
                "Each.Experiment has a variant with a Generation, and numbers of generations are each shop's own; "
                + "leave Generation out, or add that shop by AddProductSpace");
        }

        return faults;

        void Add(string fault) => faults.Add($"Many shops: {fault}.");
    }

    private static void CheckShop(ShopOptions options, Action<string> add)
    {
        if (!Enum.IsDefined(options.Mode))
        {
            add($"Mode is {(int)options.Mode}; write Quick, Warm or Verify");
        }

        if (options.PollInterval < TimeSpan.FromMilliseconds(1) || options.PollInterval > TimeSpan.FromHours(1))
        {
            add($"PollInterval is {options.PollInterval}; it may be from 00:00:00.001 to 01:00:00");
        }

        if (options.MaxGenerationAge is TimeSpan age && age <= TimeSpan.Zero)
        {
            add($"MaxGenerationAge is {age}; write a time above 0, or leave it out for any age");
        }

        if (options.LiveRecall.OneIn < 0)
        {
            add($"LiveRecall.OneIn is {options.LiveRecall.OneIn}; "
                + "write 1000 to repeat one query in a thousand, or 0 for none");
        }

        if (options.LiveRecall.MaxRaise is < 0 or > 8)
        {
            add($"LiveRecall.MaxRaise is {options.LiveRecall.MaxRaise}; write 0 to 8 steps");
        }

        if (!(options.LiveRecall.CpuShare is > 0 and <= 1))
        {
            string share = options.LiveRecall.CpuShare.ToString(CultureInfo.InvariantCulture);
            add($"LiveRecall.CpuShare is {share}; write a share of one processor above 0 and at most 1, such as 0.01");
        }

        if (options.Experiment is ExperimentOptions experiment)
        {
            CheckExperiment(experiment, add);
        }
    }

    private static void CheckExperiment(ExperimentOptions experiment, Action<string> add)
    {
        if (string.IsNullOrWhiteSpace(experiment.Name))
        {
            add("Experiment.Name is empty; write a name, which decides with the key who gets what");
        }

        if (experiment.Variants.Count < 2)
        {
            add($"Experiment.Variants has {experiment.Variants.Count}; two or more are needed");
        }

        for (int i = 0; i < experiment.Variants.Count; i++)
        {
            VariantOptions variant = experiment.Variants[i];
            string name = string.Create(CultureInfo.InvariantCulture, $"Experiment.Variants[{i}]");
            if (string.IsNullOrWhiteSpace(variant.Label)
                || experiment.Variants.Count(other => other.Label == variant.Label) > 1)
            {
                add($"{name}.Label is \"{variant.Label}\"; each variant needs a label of its own");
            }

            if (!double.IsFinite(variant.Weight) || variant.Weight < 0)
            {
                string weight = variant.Weight.ToString(CultureInfo.InvariantCulture);
                add($"{name}.Weight is {weight}; write 0 or a positive number");
            }

            CheckChanges(variant, name, add);
        }

        if (experiment.Variants.Count > 0 && !experiment.Variants.Any(variant => variant.Weight > 0))
        {
            add("Experiment.Variants have no weight; one at least needs a Weight above 0");
        }
    }

    private static void CheckChanges(VariantOptions variant, string name, Action<string> add)
    {
        if (variant.Generation is int generation && generation < 1)
        {
            add($"{name}.Generation is {generation}; generations are numbered from 1, see `productspace generations`");
        }

        if (variant.Space is Space space && !Enum.IsDefined(space))
        {
            add($"{name}.Space is {(int)space}; write Similar or Next");
        }

        if (variant.EfSearch is int efSearch && efSearch is < 1 or > MaxEfSearch)
        {
            add($"{name}.EfSearch is {variant.EfSearch}; it may be from 1 to {MaxEfSearch}");
        }

        CheckShare(variant.TargetRecall, "TargetRecall");
        CheckShare(variant.Decay, "Decay");
        CheckShare(variant.DiversityLambda, "DiversityLambda");

        void CheckShare(float? value, string option)
        {
            if (value is float share && !(share is > 0 and <= 1))
            {
                string written = share.ToString(CultureInfo.InvariantCulture);
                add($"{name}.{option} is {written}; it may be above 0 and at most 1");
            }
        }
    }
}
