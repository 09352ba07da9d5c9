using ProductSpace.Evaluation;

namespace ProductSpace.TrainerBench.Quality;

/// <summary>
/// An embedding to judge, wherever it comes from: files of a peer, or a model that was trained in this process
/// (<c>new JudgedSpace(model.ProductCount, model.Dimension, find, model.InRow, model.OutRow)</c>).
/// </summary>
/// <param name="Count">Products.</param>
/// <param name="Dimension">Numbers in a vector.</param>
/// <param name="Find">The product with this id, or -1.</param>
/// <param name="In">IN vectors.</param>
/// <param name="Out">OUT vectors.</param>
internal sealed record JudgedSpace(int Count, int Dimension, Func<string, int> Find, EmbeddingRow In, EmbeddingRow Out);
