using System.Text.Json;
using System.Text.Json.Serialization;
using ProductSpace.Cli.Catalog;
using ProductSpace.Cli.Comparing;
using ProductSpace.Cli.Measuring;
using ProductSpace.Evaluation;
using ProductSpace.Evaluation.Attribution;
using ProductSpace.Evaluation.Comparing;
using ProductSpace.Evaluation.Gates;
using ProductSpace.Evaluation.Splits;
using ProductSpace.Evaluation.Tuning;
using ProductSpace.Generations;
using ProductSpace.Training;
using ProductSpace.Training.Drift;
using ProductSpace.Training.Runs;

namespace ProductSpace.Cli.Output;

/// <summary>
/// The types that a JSON answer holds, with code that the compiler writes for them: no reflection, so that the tool
/// also runs compiled ahead of time. A type that is missing here fails under every compiler alike.
/// </summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    GenerationMode = JsonSourceGenerationMode.Metadata,
    Converters =
    [
        typeof(CamelCase<AttributionDimension>),
        typeof(CamelCase<BadVectorPolicy>),
        typeof(CamelCase<IndexStructures>),
        typeof(CamelCase<LogTimeUnit>),
        typeof(CamelCase<RepeatMode>),
        typeof(CamelCase<Similarity>),
        typeof(CamelCase<UnknownProducts>),
    ])]
[JsonSerializable(typeof(AttributionGroup))]
[JsonSerializable(typeof(BaselineScore))]
[JsonSerializable(typeof(BenchExact))]
[JsonSerializable(typeof(BenchRow))]
[JsonSerializable(typeof(BenchTarget))]
[JsonSerializable(typeof(BuildReport))]
[JsonSerializable(typeof(CatalogReading))]
[JsonSerializable(typeof(CleaningReport))]
[JsonSerializable(typeof(DateTime))]
[JsonSerializable(typeof(DeltaFileInfo))]
[JsonSerializable(typeof(DeltaMerge))]
[JsonSerializable(typeof(DriftReport))]
[JsonSerializable(typeof(ExampleSession))]
[JsonSerializable(typeof(ExplorationEstimate))]
[JsonSerializable(typeof(FamilyRow))]
[JsonSerializable(typeof(GateExample))]
[JsonSerializable(typeof(ModelResult))]
[JsonSerializable(typeof(NumberColumnSpan))]
[JsonSerializable(typeof(PlacementTrial))]
[JsonSerializable(typeof(HeldOutScore))]
[JsonSerializable(typeof(SnapshotDifference))]
[JsonSerializable(typeof(SnapshotInfo))]
[JsonSerializable(typeof(SplitCounts))]
[JsonSerializable(typeof(TrainedEpoch))]
[JsonSerializable(typeof(VectorComparison))]
internal sealed partial class JsonAnswers : JsonSerializerContext;

/// <summary>Writes an enum value by its name in camel case.</summary>
internal sealed class CamelCase<TEnum>() : JsonStringEnumConverter<TEnum>(JsonNamingPolicy.CamelCase)
    where TEnum : struct, Enum;
