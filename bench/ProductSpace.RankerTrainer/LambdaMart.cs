using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.FastTree;
using Microsoft.ML.Trainers.LightGbm;
using ProductSpace.Recommendations;

namespace ProductSpace.RankerTrainer;

/// <summary>
/// LambdaMART (Burges 2010) as LightGBM (Ke et al. 2017) trains it: one thread and a fixed seed, so that equal groups
/// give equal trees on one machine. The trees become those of a <see cref="Ranker"/>, nodes breadth-first.
/// </summary>
internal static class LambdaMart
{
    /// <summary>Trains trees on the groups whose next product is among the candidates.</summary>
    public static RankerTree[] Train(RankerGroups groups, RankerSettings settings) =>
        Convert(Fit(groups, settings, out _).Model.TrainedTreeEnsemble);

    /// <summary>Trains trees, and returns the library's own scores of all candidates beside them.</summary>
    public static (RankerTree[] Trees, float[] Scores) TrainAndScore(RankerGroups groups, RankerSettings settings)
    {
        RankingPredictionTransformer<LightGbmRankingModelParameters> model = Fit(groups, settings, out MLContext context);
        IDataView scored = model.Transform(View(context, groups, onlyFound: false));
        return (Convert(model.Model.TrainedTreeEnsemble), [.. scored.GetColumn<float>("Score")]);
    }

    private static RankingPredictionTransformer<LightGbmRankingModelParameters> Fit(
        RankerGroups groups, RankerSettings settings, out MLContext context)
    {
        context = new MLContext(seed: 1);
        LightGbmRankingTrainer trainer = context.Ranking.Trainers.LightGbm(new LightGbmRankingTrainer.Options
        {
            LabelColumnName = nameof(Candidate.Label),
            FeatureColumnName = nameof(Candidate.Features),
            RowGroupColumnName = nameof(Candidate.Group),
            NumberOfIterations = settings.Trees,
            NumberOfLeaves = settings.Leaves,
            LearningRate = settings.LearningRate,
            MinimumExampleCountPerLeaf = settings.MinCandidates,
            CustomGains = [0, 1],
            NumberOfThreads = 1,
            Seed = 1,
            Deterministic = true,
            HandleMissingValue = false,
        });
        return trainer.Fit(View(context, groups, onlyFound: true));
    }

    private static IDataView View(MLContext context, RankerGroups groups, bool onlyFound)
    {
        SchemaDefinition schema = SchemaDefinition.Create(typeof(Candidate));
        schema[nameof(Candidate.Features)].ColumnType =
            new VectorDataViewType(NumberDataViewType.Single, RankerGroups.Features);
        return context.Data.LoadFromEnumerable(Candidates(groups, onlyFound), schema);
    }

    private static IEnumerable<Candidate> Candidates(RankerGroups groups, bool onlyFound)
    {
        for (int group = 0; group < groups.Count; group++)
        {
            int size = !onlyFound || groups.Next[group] >= 0 ? groups.SizeOf(group) : 0;
            for (int i = 0; i < size; i++)
            {
                yield return new Candidate
                {
                    Label = groups.Next[group] == i ? 1 : 0,
                    Group = (uint)group + 1,
                    Features = groups.RowsOf(group).Slice(i * RankerGroups.Features, RankerGroups.Features).ToArray(),
                };
            }
        }
    }

    /// <summary>Renumbers the nodes of each tree breadth-first, so that children come after their parents.</summary>
    private static RankerTree[] Convert(RegressionTreeEnsemble ensemble)
    {
        RankerTree[] trees = new RankerTree[ensemble.Trees.Count];
        for (int i = 0; i < trees.Length; i++)
        {
            trees[i] = Convert(ensemble.Trees[i], ensemble.TreeWeights[i], i == 0 ? ensemble.Bias : 0);
        }

        return trees;
    }

    private static RankerTree Convert(RegressionTree tree, double weight, double bias)
    {
        List<int> order = tree.NumberOfNodes > 0 ? [0] : [];
        List<int> leaves = tree.NumberOfNodes > 0 ? [] : [0];
        List<int> left = [];
        List<int> right = [];
        for (int at = 0; at < order.Count; at++)
        {
            left.Add(Place(tree.LeftChild[order[at]]));
            right.Add(Place(tree.RightChild[order[at]]));
        }

        return new RankerTree(
            [.. order.Select(node => tree.NumericalSplitFeatureIndexes[node])],
            [.. order.Select(node => tree.NumericalSplitThresholds[node])],
            left,
            right,
            [.. leaves.Select(leaf => (float)((weight * tree.LeafValues[leaf]) + bias))]);

        int Place(int child)
        {
            List<int> list = child >= 0 ? order : leaves;
            list.Add(child >= 0 ? child : ~child);
            return child >= 0 ? list.Count - 1 : ~(list.Count - 1);
        }
    }

    /// <summary>A row as the library reads it.</summary>
    private sealed class Candidate
    {
        public float Label { get; set; }

        [KeyType(int.MaxValue)]
        public uint Group { get; set; }

        public float[] Features { get; set; } = [];
    }
}
