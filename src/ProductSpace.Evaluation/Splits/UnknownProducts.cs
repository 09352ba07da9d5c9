namespace ProductSpace.Evaluation.Splits;

/// <summary>What happens to views of a test part whose product the training part does not know.</summary>
public enum UnknownProducts
{
    /// <summary>
    /// They are removed from what was viewed and from what is to be found, and are counted; sessions of one view that
    /// this leaves are dropped. The usual protocol of published studies: figures say how well known products are
    /// predicted.
    /// </summary>
    Remove,

    /// <summary>
    /// They stay under numbers out of the range of the models: as a view nobody knows them, as a target nobody finds
    /// them. Figures are lower, and say what shoppers get.
    /// </summary>
    Keep,
}
